/** Tagging in Python: words as the model reads them, and the best sequence of tags. */
import { readArrays } from './arrays.ts'

const viterbi = `
def best_tags(emissions, crf):
    """Viterbi: emissions [T, K]; transitions from row to column, what the tag scheme forbids already in them."""
    if crf is None:
        return emissions.argmax(1)
    transitions, start, end = (np.array(crf[name]) for name in ("transitions", "start", "end"))
    score, before = start + emissions[0], []
    for step in emissions[1:]:
        paths = score[:, None] + transitions
        before.append(paths.argmax(0))
        score = paths.max(0) + step
    tags = [int((score + end).argmax())]
    for row in reversed(before):
        tags.append(int(row[tags[-1]]))
    return tags[::-1]
`

/** The shapes of engine/tasks/tagging/words.ts, in their order. */
const shapes = `
def shape_of(word):
    """1: @name or #topic, 2: address, 3: number, 4: marks, 5: CAPITALS, 6: one capital, 7: Capitalised, 8: lower, 9: with digits, 10: with capitals, 11: other"""
    kinds = [unicodedata.category(c) for c in word]
    lower = lambda c, k: k == "Ll" or k[0] == "M" or c in "'’.-"
    every = lambda test, chars: len(chars) > 0 and all(test(c, k) for c, k in chars)
    chars = list(zip(word, kinds))
    if len(word) > 1 and word[0] in "@#": return 1
    if re.match("(https?:|www[.])", word, re.I): return 2
    if chars and kinds[0][0] == "N" and all(k[0] == "N" or c in ".,:/%-" for c, k in chars): return 3
    if every(lambda c, k: k[0] in "PS", chars): return 4
    if chars and kinds[0] == "Lu" and every(lambda c, k: k == "Lu" or k[0] == "P", chars[1:]): return 5
    if len(chars) == 1 and kinds[0] == "Lu": return 6
    if chars and kinds[0] == "Lu" and every(lower, chars[1:]): return 7
    if every(lower, chars): return 8
    return 9 if any(k[0] == "N" for k in kinds) else 10 if "Lu" in kinds else 11
`

export const tagWords = `"""Tags words with model.onnx; they are the arguments, punctuation apart. Needs: pip install onnxruntime numpy"""
import json, re, sys, unicodedata
import numpy as np, onnxruntime

spec = json.load(open("model.json", encoding="utf-8"))
part = spec["fitted"]["input"]
steps = part["preprocessing"]
vocabulary, alphabet = ({entry: row for row, entry in enumerate(part[name])} for name in ("vocabulary", "alphabet"))
${shapes}
def letters_of(word):
    word = unicodedata.normalize("NFC", word)
    return [alphabet.get(c, 1) for c in (word if len(word) <= 30 else word[:15] + word[-15:])] or [1]

def row_of(word):
    word = unicodedata.normalize("NFC", word)
    word = word.lower() if steps["lowercase"] else word
    return vocabulary.get(re.sub(r"\\d", "0", word) if steps["foldNumbers"] else word, 1)
${viterbi}
words = (sys.argv[1:] or "Anna Smith lives in Berlin .".split())[: steps["maximumLength"]]
feeds = {"tokens": np.array([[row_of(word) for word in words]], np.int64), "shapes": np.array([[shape_of(word) for word in words]], np.int64), "lengths": np.array([len(words)], np.int32)}
session = onnxruntime.InferenceSession("model.onnx")
if "characters" in [entry.name for entry in session.get_inputs()]:
    spelled = [letters_of(word) for word in words]
    longest = max(map(len, spelled))
    feeds["characters"] = np.array([[own + [0] * (longest - len(own)) for own in spelled]], np.int64)
    feeds["characterLengths"] = np.array([[len(own) for own in spelled]], np.int32)
emissions = session.run(["emissions"], feeds)[0][0]
print([(word, spec["fitted"]["tags"][tag]) for word, tag in zip(words, best_tags(emissions, spec["crf"]))])
`

export const tagArrays = (kind: Parameters<typeof readArrays>[0]): string => `"""Tags every step with model.onnx; the file is the first argument. Needs: pip install onnxruntime numpy"""
${readArrays(kind)}${viterbi}
x = features(*sys.argv[1:2])
session = onnxruntime.InferenceSession("model.onnx")
emissions = session.run(["emissions"], {"features": x[None], "lengths": np.array([len(x)], np.int32)})[0][0]
print([spec["fitted"]["tags"][tag] for tag in best_tags(emissions, spec["crf"])])
`

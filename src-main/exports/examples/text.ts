/** Text in Python: tokens as the model reads them, and the program that classifies a sentence. */

/**
 * datasets/text/tokenizers.ts in Python's `re`: words with inner apostrophes, numbers with inner points, runs of one mark.
 * Python knows no scripts: Chinese, Japanese and Thai must be segmented by ICU, and emoji with modifiers count as several.
 */
export const pythonWordPattern = String.raw`[^\W_]+(?:['’][^\W\d_]+|(?<=\d)[.,]\d+)*|([^\w\s]|_)\1*`

/** What programs that read text begin with: reading model.json and turning a text into rows of a vocabulary. */
export const encode = `import json, re, unicodedata

spec = json.load(open("model.json", encoding="utf-8"))

def pieces(text):
    """Letters, digits, marks and spaces apart, the space before a word with it: what byte pairs are joined within."""
    kind = lambda c: " " if c == " " else "s" if c.isspace() else {"L": "L", "M": "L", "N": "N"}.get(unicodedata.category(c)[0], "P")
    kinds = "".join(map(kind, text))
    return [text[m.start():m.end()] for m in re.finditer(" ?L{1,32}| ?N{1,3}| ?P{1,32}|[ s]", kinds)]

def join_pairs(piece, ranks):
    symbols = list(piece)
    while len(symbols) > 1:
        rank, at = min((ranks.get(pair, len(ranks)), place) for place, pair in enumerate(zip(symbols, symbols[1:])))
        if rank == len(ranks):
            break
        symbols[at:at + 2] = [symbols[at] + symbols[at + 1]]
    return symbols

def tokens_of(text, part):
    steps = part["preprocessing"]
    text = unicodedata.normalize("NFC", text.lower() if steps["lowercase"] else text)
    if steps["foldNumbers"]:
        text = re.sub(r"\\d", "0", text)
    if steps["tokenizer"] == "character":
        return list(text)
    if steps["tokenizer"] == "bytePair":
        ranks = {tuple(pair): rank for rank, pair in reversed(list(enumerate(part["merges"])))}
        return [token for piece in pieces(text) for token in join_pairs(piece, ranks)]
    return [m.group()[:3] if m.group(1) else m.group().replace("’", "'") for m in re.finditer(spec["tokenizerPattern"], text)]

def rows_of(text, part):
    rows = {token: row for row, token in enumerate(part["vocabulary"])}
    return [rows.get(token, 1) for token in tokens_of(text, part)][: part["preprocessing"]["maximumLength"]] or [1]
`

export const classifyText = `"""Classifies a text with model.onnx. Needs: pip install onnxruntime numpy"""
${encode}
import sys
import numpy as np, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
tokens = rows_of(sys.argv[1] if len(sys.argv) > 1 else "I loved every minute of it.", spec["fitted"]["input"])
feeds = {"tokens": np.array([tokens], np.int64), "lengths": np.array([len(tokens)], np.int32)}
answer = dict(zip([output.name for output in session.get_outputs()], session.run(None, feeds)))
print(dict(zip(spec["fitted"]["labels"], answer["probabilities"][0].round(4).tolist())) if "probabilities" in answer else answer["value"][0, 0])
`

/** Models that write, in Python: a text that goes on, and a translation. */
import { encode } from './text.ts'

export const writeOn = `"""Writes on from a prompt, the first argument, with model.onnx: the network alone, without what was counted. Needs: pip install onnxruntime numpy"""
${encode}
import sys
import numpy as np, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
fitted, random = spec["fitted"], np.random.default_rng(1)
part = fitted["input"]
vocabulary = part["vocabulary"]
items = fitted["unit"] == "items"
temperature, length, label = 0.8, 200, 0
given = rows_of(sys.argv[1], part) if len(sys.argv) > 1 else []
line = vocabulary.index("\\n") if "\\n" in vocabulary else 1
tokens = ([len(vocabulary) - 2] if items else []) + given or [line]
state = {entry.name: np.zeros([size if isinstance(size, int) else 1 for size in entry.shape], np.float32) for entry in session.get_inputs() if entry.name in ("hidden", "cell")}
beside = {"label": np.array([label], np.int64)} if fitted["labels"] else {}
written = []
while len(written) < length:
    names = ["logits", *(f"next{name.capitalize()}" for name in state)]
    logits, *after = session.run(names, {"tokens": np.array([tokens], np.int64), **state, **beside})
    state = dict(zip(state, after))
    scores = logits[0, -1].astype(np.float64) / temperature
    scores[[0, 1] + ([len(vocabulary) - 2] if items else [])] = -np.inf
    shares = np.exp(scores - scores.max())
    token = int(random.choice(len(shares), p=shares / shares.sum()))
    if items and token == len(vocabulary) - 1:
        break
    written.append(vocabulary[token])
    tokens = [token]
print((" " if part["preprocessing"]["tokenizer"] == "word" else "").join(written))
`

export const translateText = `"""Translates the first argument with encoder.onnx and decoder.onnx, the likeliest token each time: without beams and similar training pairs. Needs: pip install onnxruntime numpy"""
${encode}
import sys
import numpy as np, onnxruntime

reader, writer = (onnxruntime.InferenceSession(f"{name}.onnx") for name in ("encoder", "decoder"))
fitted = spec["fitted"]
source = rows_of(sys.argv[1] if len(sys.argv) > 1 else "Thank you.", fitted["source"])
lengths = np.array([len(source)], np.int32)
read = dict(zip([entry.name for entry in reader.get_outputs()], reader.run(None, {"source": np.array([source], np.int64), "lengths": lengths})))
wanted = [entry.name for entry in writer.get_inputs()]
fixed = {name: value for name, value in {**read, "lengths": lengths}.items() if name in wanted and name not in ("hidden", "cell")}
state = {name: read[name] for name in ("hidden", "cell") if name in wanted}
token, written = 0, []
for _ in range(max(fitted["longestTarget"], int(2 * fitted["targetsPerSource"] * len(source))) + 1):
    logits, *after = writer.run(["logits", *(f"next{name.capitalize()}" for name in state)], {"tokens": np.array([[token]], np.int64), **fixed, **state})
    state = dict(zip(state, after))
    token = int(logits[0, -1].argmax())
    if token == 0:
        break
    written.append(fitted["target"]["vocabulary"][token])
print((" " if fitted["target"]["preprocessing"]["tokenizer"] == "word" else "").join(written))
`

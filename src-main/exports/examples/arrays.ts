/** Series, recordings and clips in Python: from a file to the features that a model reads. */
import type { InputKind } from '../../../src-shared/domain/prepared.ts'

const scale = `
def scaled(x, own):
    """Each channel with its centre at 0 and its spread 1: by the training rows, or by this sequence alone."""
    spread = x.std(0)
    center, spread = (x.mean(0), np.where(spread > 1e-12, spread, 1)) if own else (np.array(part["scaler"]["center"]), np.array(part["scaler"]["scale"]))
    return ((x - center) / spread).astype(np.float32)
`

const series = `
def features(path=None):
    """A .csv file without a header: one line a time step, one column a channel, nothing missing."""
    x = np.loadtxt(path, delimiter=",", ndmin=2) if path else np.sin(np.arange(50)[:, None] + np.arange(len(part["channels"])))
    x = np.diff(x[: steps["maximumLength"] + 1], axis=0) if steps["differencing"] else x[: steps["maximumLength"]]
    return scaled(x, steps["scaling"] == "window")
`

const audio = `
def mel_bands(bands, rate, size):
    """Slaney's triangles, as librosa makes them: [bands, size / 2 + 1]."""
    step, linear, bend = np.log(6.4) / 27, 200 / 3, 1000
    top = bend / linear + np.log(rate / 2 / bend) / step if rate / 2 >= bend else rate / 2 / linear
    mels = np.linspace(0, top, bands + 2)
    edges = np.where(mels < bend / linear, linear * mels, bend * np.exp(step * (mels - bend / linear)))
    bins = np.arange(size // 2 + 1) * rate / size
    rise, fall = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None], (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return edges, np.maximum(0, np.minimum(rise, fall)) * 2 / (edges[2:] - edges[:-2])[:, None]

def features(path=None):
    """A .wav file of 16 bits at the rate that was trained on."""
    rate, bands, samples = steps["rate"], steps["bands"], np.sin(np.arange(8000) / 5) / 2
    if path:
        with wave.open(path) as file:
            assert file.getframerate() == rate and file.getsampwidth() == 2, f"resample to {rate} samples a second of 16 bits first"
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())[:, 0] / 32768
    samples = samples[: int(np.ceil(steps["maximumSeconds"] * rate))]
    length, hop = max(2, int(rate * steps["windowMilliseconds"] / 1000 + 0.5)), max(1, int(rate * steps["hopMilliseconds"] / 1000 + 0.5))
    mels = max(40, bands) if steps["features"] == "mfcc" else bands
    size = 4
    while size < length or (rate / size > mel_bands(mels, rate, 4)[0][1] and size < 1 << 15):
        size *= 2
    _, triangles = mel_bands(mels, rate, size)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    around = np.concatenate([np.zeros(size), samples, np.zeros(size)])
    starts = np.arange(1 + len(samples) // hop) * hop + size - size // 2 + (size - length) // 2
    power = np.abs(np.fft.rfft(np.stack([around[at : at + length] * window for at in starts]), size)) ** 2
    x = np.log(np.maximum(1e-10, power @ triangles.T))
    if steps["features"] == "mfcc":
        k = np.arange(bands)[:, None]
        x = x @ (np.sqrt(np.where(k == 0, 1, 2) / mels) * np.cos(np.pi * k * (2 * np.arange(mels) + 1) / (2 * mels))).T
    return scaled(x.astype(np.float32), steps["normalise"] == "recording")
`

const frames = `
def features(path=None):
    """A .npy file: pictures [frames, size, size, channels] from 0 to 255, already cropped to squares and resized."""
    size, channels = steps["size"], part["channels"]
    x = np.load(path)[:: steps["everyFrames"]][: steps["maximumFrames"]] if path else np.zeros((8, size, size, channels))
    return scaled(x.reshape(len(x), size, size, channels), False)
`

const bodies: Record<Exclude<InputKind, 'tokens'>, string> = { series, audio, frames }

/** What a program that reads such an input begins with; `part` is the input in model.json. */
export const readArrays = (kind: Exclude<InputKind, 'tokens'>): string => `import json, sys, wave
import numpy as np, onnxruntime

spec = json.load(open("model.json", encoding="utf-8"))
part = spec["fitted"]["input"]
steps = part["preprocessing"]
${scale}${bodies[kind]}`

export const classifyArrays = (kind: Exclude<InputKind, 'tokens'>): string => `"""Classifies with model.onnx; the file is the first argument. Needs: pip install onnxruntime numpy"""
${readArrays(kind)}
x = features(*sys.argv[1:2])
session = onnxruntime.InferenceSession("model.onnx")
answer = dict(zip([output.name for output in session.get_outputs()], session.run(None, {"features": x[None], "lengths": np.array([len(x)], np.int32)})))
print(dict(zip(spec["fitted"]["labels"], answer["probabilities"][0].round(4).tolist())) if "probabilities" in answer else answer["value"][0, 0])
`

export const transcribe = `"""Writes down what is said with model.onnx, the likeliest symbol of every step. The .wav file is the first argument. Needs: pip install onnxruntime numpy"""
${readArrays('audio')}
x = features(*sys.argv[1:2])
session = onnxruntime.InferenceSession("model.onnx")
best = session.run(["logProbabilities"], {"features": x[None], "lengths": np.array([len(x)], np.int32)})[0][0].argmax(1)
symbols = spec["fitted"]["symbols"]
kept = [symbols[symbol] for place, symbol in enumerate(best) if symbol != 0 and (place == 0 or best[place - 1] != symbol)]
print(" ".join(("" if spec["fitted"]["unit"] == "character" else " ").join(kept).split()))
`

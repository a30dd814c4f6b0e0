/** Forecasting in Python: a window in, the next values with their interval out. */
export const forecastNext = `"""Forecasts with model.onnx. The first argument: a .csv file without a header, one line a time step, the columns of spec["fitted"]["channels"].
Needs: pip install onnxruntime numpy"""
import json, sys
import numpy as np, onnxruntime

spec = json.load(open("model.json", encoding="utf-8"))
fitted = spec["fitted"]
item, count, horizon = 0, fitted["preprocessing"]["input"], fitted["horizon"]
center, scale = (np.array(fitted["scalers"][item][name]) for name in ("center", "scale"))

values = np.loadtxt(sys.argv[1], delimiter=",", ndmin=2) if len(sys.argv) > 1 else center + scale * np.sin(np.arange(count))[:, None]
assert len(values) >= count, f"the model reads {count} steps"
feeds = {"values": ((values[-count:] - center) / scale).astype(np.float32)[None]}
session = onnxruntime.InferenceSession("model.onnx")
for entry in session.get_inputs():
    # What is known beside the values, scaled (model.json says of which columns): here as it usually is.
    if entry.name in ("covariates", "future"):
        feeds[entry.name] = np.zeros([1, *entry.shape[1:]], np.float32)
    if entry.name == "item":
        feeds[entry.name] = np.array([item], np.int64)
forecast, low, high = session.run(["forecast", "low", "high"], feeds)
middle = forecast[0, :, :, forecast.shape[3] // 2]
for name, row in zip(["forecast", "low", "high"], [middle, low[0], high[0]]):
    print(name, (row * scale + center).round(4).tolist())
`

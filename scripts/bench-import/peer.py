"""What pandas needs for the work of an import: read, split, tokenise by regex, count, write Parquet. Prints one JSON line."""
import json
import re
import resource
import sys
import time
from collections import Counter

import pandas

path, output = sys.argv[1:3]
started, used = time.perf_counter(), time.process_time()
table = pandas.read_csv(path)
word = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z]+|(?<=[0-9])[.,][0-9]+)*|[^\sA-Za-z0-9]")
order = table.sample(frac=1, random_state=1).index
train = set(order[: int(len(order) * 0.8)])
counts = Counter()
lengths = []
for row, text in enumerate(table["text"].str.lower()):
    tokens = word.findall(text)
    lengths.append(len(tokens))
    if row in train:
        counts.update(tokens)
described = pandas.Series(lengths).describe(percentiles=[0.5, 0.95])
duplicates = int(table["text"].duplicated().sum())
labels = table["label"].value_counts()
missing = table.isna().sum()
distinct = table.nunique()
table["tokens"] = lengths
table.to_parquet(output)
print(json.dumps({
    "program": f"pandas {pandas.__version__}",
    "seconds": time.perf_counter() - started,
    "processor": time.process_time() - used,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "rows": len(table), "vocabulary": len(counts), "tokens": int(sum(lengths)), "duplicates": duplicates,
}))

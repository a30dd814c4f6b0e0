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
# As text/tokenizers.ts cuts words; only in the runs of one mark, which the made table has none of, it would differ.
word = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+|(?<=\d)[.,]\d+)*|[^\s\w]|_")
order = table.sample(frac=1, random_state=1).index
train = set(order[: int(len(order) * 0.8)])
counts = Counter()
lengths = []
for row, text in enumerate(table["text"].str.lower()):
    tokens = word.findall(text)
    lengths.append(len(tokens))
    if row in train:
        counts.update(tokens)
for token in [token for token in counts if "\u2019" in token and len(token) > 1]:
    counts[token.replace("\u2019", "'")] += counts.pop(token)
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

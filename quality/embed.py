"""Document vectors of all-MiniLM-L6-v2, once for each file of texts, in a process of its own.

The model comes inside of a package (requirements.txt) and runs through sentence-transformers, in full precision
and with its own limit of 256 tokens. The vectors are kept as .npy in the order of the documents, the CPU seconds
of the process (imports and loading included) beside them.
"""

import argparse
import contextlib
import csv
import json
import os
import resource
import shutil
import sys
from pathlib import Path

import numpy as np

CACHE = Path(__file__).resolve().parent / ".cache"
PART = 2_000


def vectors_path(source: Path) -> Path:
    """Where the vectors of a file of texts are kept."""
    return CACHE / "vectors" / f"{source.stem}.npy"


def cpu_seconds() -> float:
    """User and system time of this process until now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def load_model():
    """all-MiniLM-L6-v2 on one thread; it is unpacked into the cache once."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer

    with contextlib.redirect_stdout(sys.stderr):
        from all_minilm_l6_v2 import get_model_path

        path = get_model_path(str(CACHE / "model"))
    torch.set_num_threads(1)
    return SentenceTransformer(str(path), device="cpu")


def embed(source: Path) -> None:
    """Embed the texts of a JSONL file, part by part, so that a run that was stopped goes on where it was."""
    with open(source, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    out = vectors_path(source)
    parts = out.with_suffix(".parts")
    parts.mkdir(parents=True, exist_ok=True)
    starts = range(0, len(texts), PART)
    model, counted = None, 0.0
    for start in starts:
        if (parts / f"{start}.json").is_file():
            continue
        model = model or load_model()
        vectors = model.encode(
            texts[start:start + PART], batch_size=32, show_progress_bar=False, normalize_embeddings=True
        )
        np.save(parts / f"{start}.npy", vectors.astype(np.float32))
        (parts / f"{start}.json").write_text(json.dumps({"cpu": cpu_seconds() - counted}))
        counted = cpu_seconds()
    cpu = sum(json.loads((parts / f"{start}.json").read_text())["cpu"] for start in starts)
    out.with_suffix(".json").write_text(json.dumps({"cpu": cpu, "documents": len(texts)}))
    np.save(out.with_suffix(".partial.npy"), np.concatenate([np.load(parts / f"{start}.npy") for start in starts]))
    out.with_suffix(".partial.npy").replace(out)
    shutil.rmtree(parts)


def write_csv(source: Path, out: Path) -> Path:
    """The vectors as a table of `id` and one column a dimension, which is how a user brings them."""
    with open(source, encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    vectors = np.load(vectors_path(source))
    out.parent.mkdir(parents=True, exist_ok=True)
    with open(out.with_suffix(".partial"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *(f"v{number}" for number in range(vectors.shape[1]))])
        for name, vector in zip(ids, vectors):
            writer.writerow([name, *(f"{value:.6f}" for value in vector)])
    out.with_suffix(".partial").replace(out)
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    embed(parser.parse_args().source)

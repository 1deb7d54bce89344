"""The memory that training takes in PyTorch: torch_memory.py WORKLOAD BATCH STEPS, as scripts/growth-memory.ts."""
import json, re, sys
import torch_peer


def peak():
    return int(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read()).group(1)) / 1024


name, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
before = peak()
# its first epoch is there to warm up
torch_peer.make(name, batch, "train", steps, 0).round()
print(json.dumps({"before": before, "peak": peak()}))

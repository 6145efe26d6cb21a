"""Fitting: a network and labelled streams -> the network, taught; it goes on from its last finished epoch.

In: a network and `Lesson`s. Out: nothing; the network's weights are changed. What is drawn depends on the seed and the
number of the epoch alone, so that a training which was broken off gives the same bytes as one that was not.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fcbench import files
from fcbench.tagging.neural_net import Ends, batched, logits
from fcbench.tagging.neural_windows import Stream, blocks

IGNORED = -100  # the label of a piece that begins no token: torch's own number for what is not learned
POOL = 8  # steps' worth of windows that are sorted by length together: rows alike in length, and still shuffled
CLIP = 1.0  # the greatest length of a step's gradient, as in BERT's own fine-tuning
SHRINK = 0.01  # weight decay, likewise
EPOCHS = 10_000  # more than anybody trains: seeds of two trainings' epochs never meet

Talk = Callable[[str], None]
Window = tuple[int, int, int]  # number of a lesson, and its pieces low to high


@dataclass(frozen=True)
class Lesson:
    """A stream, with the label of each of its tokens."""

    stream: Stream
    labels: NDArray[np.int8]

    @property
    def targets(self) -> NDArray[np.int64]:
        """The label of each piece."""
        found = np.full(len(self.stream.pieces), IGNORED, dtype=np.int64)
        found[self.stream.first] = self.labels
        return found


@dataclass(frozen=True)
class Plan:
    """How a network learns; the rate rises over the `warm` share of all steps, and falls to nothing after it."""

    epochs: int
    rate: float
    ends: Ends
    room: int
    seed: int
    head_rate: float = 1e-3  # of what begins with nothing learned
    pieces: int = 2048  # read in a step
    warm: float = 0.1
    fade: float = 1.0  # of the rate, from a layer to the one below


@dataclass(frozen=True)
class _School:
    """What stays the same while a network learns, and the network."""

    net: Any
    optimizer: Any
    lessons: Sequence[Lesson]
    plan: Plan
    steps: tuple[int, ...]  # of each epoch


def fit(net: Any, lessons: Sequence[Lesson], plan: Plan, checkpoint: Path, talk: Talk) -> None:
    """Teaches the network; after each epoch, what is needed to go on is in the file `checkpoint`."""
    steps = tuple(len(_batches(lessons, plan, epoch)) for epoch in range(plan.epochs))
    school = _School(net, _optimizer(net, plan), lessons, plan, steps)
    mark = _mark(school)
    begun = _resumed(school, checkpoint, mark, talk)
    for epoch in range(begun, plan.epochs):
        loss = _epoch(school, epoch)
        talk(f"epoch {epoch + 1} of {plan.epochs}: loss {loss:.4f}")
        _keep(school, checkpoint, mark, epoch + 1)


def _epoch(school: _School, epoch: int) -> float:
    """Teaches every lesson once; the mean loss of the steps."""
    import torch

    torch.manual_seed(school.plan.seed * EPOCHS + epoch)
    school.net.train()
    total = 0.0
    for number, windows in enumerate(_batches(school.lessons, school.plan, epoch)):
        step = sum(school.steps[:epoch]) + number
        pace = _pace(step, sum(school.steps), school.plan.warm)
        for group in school.optimizer.param_groups:
            group["lr"] = group["peak"] * pace
        total += _step(school, windows)
    return total / max(1, school.steps[epoch])


def _step(school: _School, windows: Sequence[Window]) -> float:
    """Teaches some windows at once; their loss before."""
    import torch

    device = school.net["head"].weight.device
    rows = [(school.lessons[one].stream, low, high) for one, low, high in windows]
    batch = batched([(it.pieces[low:high], it.quoted[low:high]) for it, low, high in rows], school.plan.ends, device)
    targets = np.full(batch.pieces.shape, IGNORED, dtype=np.int64)
    front = len(school.plan.ends.before)
    for row, (one, low, high) in enumerate(windows):
        targets[row, front : front + high - low] = school.lessons[one].targets[low:high]
    if (targets == IGNORED).all():
        return 0.0
    with _halved(device):
        scores = logits(school.net, batch).float()
    gold = torch.from_numpy(targets).to(device).flatten()
    loss: Any = torch.nn.functional.cross_entropy(scores.flatten(0, 1), gold, ignore_index=IGNORED)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(school.net.parameters(), CLIP)
    school.optimizer.step()
    school.optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def _halved(device: Any) -> AbstractContextManager[Any]:
    """Sixteen-bit arithmetic where the machine has it in hardware: 1.6 times as fast on a processor with AMX."""
    import torch

    if device.type == "cuda":
        able = torch.cuda.is_bf16_supported()
    else:
        capabilities: Any = getattr(torch.cpu, "get_capabilities", dict)  # older versions cannot say
        able = bool(capabilities().get("amx_bf16"))
    return torch.autocast(device.type, dtype=torch.bfloat16) if able else nullcontext()


def _pace(step: int, total: int, warm: float) -> float:
    """The share of its peak that the rate has at a step."""
    rise = max(1, round(warm * total))
    return min((step + 1) / rise, (total - step) / max(1, total - rise))


def _batches(lessons: Sequence[Lesson], plan: Plan, epoch: int) -> list[list[Window]]:
    """The windows of an epoch, in steps: cut at other places each time, and rows of like length together."""
    draw = random.Random(f"{plan.seed} {epoch}")  # noqa: S311 - nothing secret
    windows = [
        (number, low, high)
        for number, lesson in enumerate(lessons)
        for low, high in blocks(len(lesson.stream.pieces), plan.room, draw.randint((plan.room + 1) // 2, plan.room))
    ]
    draw.shuffle(windows)
    pool = POOL * max(1, plan.pieces // plan.room)
    found: list[list[Window]] = []
    for start in range(0, len(windows), pool):
        step: list[Window] = []
        for window in sorted(windows[start : start + pool], key=lambda one: one[2] - one[1]):
            if step and (len(step) + 1) * (window[2] - window[1]) > plan.pieces:
                found.append(step)
                step = []
            step.append(window)
        found.append(step)
    draw.shuffle(found)
    return found


def _optimizer(net: Any, plan: Plan) -> Any:
    """AdamW, with a rate for each weight by the depth of its layer, and no decay of biases and norms."""
    import torch

    depths = [_depth(name) for name, _ in net.named_parameters()]
    groups = []
    for (name, weight), depth in zip(net.named_parameters(), depths, strict=True):
        fade = plan.fade ** (max(depths) - depth)
        peak = plan.rate * fade if name.startswith("encoder.") else plan.head_rate
        groups.append({"params": [weight], "peak": peak, "weight_decay": SHRINK if weight.ndim > 1 else 0.0})
    return torch.optim.AdamW(groups, fused=True)


def _depth(name: str) -> int:
    """The layer of a weight, by the first number in its name; 0 for what lies below all layers."""
    number = re.search(r"\.(\d+)\.", name)
    return int(number[1]) + 1 if number else 0


# The checkpoint


def _mark(school: _School) -> str:
    """What tells this training from any other: first weights, lessons and plan."""
    seen = hashlib.sha256(json.dumps(asdict(school.plan), sort_keys=True).encode())
    for name, value in school.net.state_dict().items():
        seen.update(name.encode())
        seen.update(value.detach().cpu().contiguous().numpy().tobytes())
    for lesson in school.lessons:
        seen.update(lesson.stream.pieces.tobytes())
        seen.update(lesson.targets.tobytes())
    return seen.hexdigest()


def _keep(school: _School, checkpoint: Path, mark: str, epoch: int) -> None:
    """Writes all that has changed."""
    from safetensors.torch import save_file

    tensors = {f"net {name}": value for name, value in school.net.state_dict().items()}
    for number, held in school.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer {number} {name}": value for name, value in held.items()}
    flat = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    with files.whole(checkpoint) as beside:
        save_file(flat, beside, metadata={"mark": mark, "epoch": str(epoch)})


def _resumed(school: _School, checkpoint: Path, mark: str, talk: Talk) -> int:
    """The epochs that are done, by the checkpoint, with what they left taken over; 0 without one of this training."""
    from safetensors import SafetensorError, safe_open

    if not checkpoint.is_file():
        return 0
    try:
        with safe_open(checkpoint, "pt") as stored:
            told = stored.metadata() or {}
            names = stored.keys() if told.get("mark") == mark else ()
            tensors = {name: stored.get_tensor(name) for name in names}
    except SafetensorError as error:
        talk(f"{checkpoint}: cannot be read ({error}); begins anew")
        return 0
    if not tensors:
        talk(f"{checkpoint}: of another training; begins anew")
        return 0
    _take(school, tensors)
    talk(f"goes on after epoch {told['epoch']} of {school.plan.epochs}, kept in {checkpoint}")
    return int(told["epoch"])


def _take(school: _School, tensors: dict[str, Any]) -> None:
    held: dict[int, dict[str, Any]] = {}
    for name, value in tensors.items():
        kind, _, rest = name.partition(" ")
        if kind == "optimizer":
            number, _, key = rest.partition(" ")
            held.setdefault(int(number), {})[key] = value
    school.net.load_state_dict({name.removeprefix("net "): it for name, it in tensors.items() if name[:4] == "net "})
    groups = school.optimizer.state_dict()["param_groups"]
    school.optimizer.load_state_dict({"state": held, "param_groups": groups})

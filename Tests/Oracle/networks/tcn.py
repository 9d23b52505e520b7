"""Causal convolutions with growing gaps; their weights are normed as in the paper's code."""
import torch.nn as nn
from torch.nn.utils import weight_norm


class Chomp(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return x[:, :, : -self.size].contiguous()


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel, gap):
        super().__init__()
        padding = (kernel - 1) * gap
        self.net = nn.Sequential(
            weight_norm(nn.Conv1d(inputs, outputs, kernel, padding=padding, dilation=gap)), Chomp(padding), nn.ReLU(), nn.Dropout(0.1))
        self.short = nn.Conv1d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x):
        kept = x if self.short is None else self.short(x)
        return nn.functional.relu(self.net(x) + kept)


class Convolutions(nn.Module):
    def __init__(self, num_features, num_timesteps=20, channels=16, levels=3, kernel=3):
        super().__init__()
        blocks = [Block(num_features if level == 0 else channels, channels, kernel, 2**level) for level in range(levels)]
        self.blocks = nn.Sequential(*blocks)
        self.out = nn.Linear(channels, 1)
        self._start()

    def _start(self):
        for part in self.modules():
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                nn.init.zeros_(part.bias)

    def forward(self, x):
        return self.out(self.blocks(x.transpose(1, 2))[:, :, -1])


model_cls = Convolutions

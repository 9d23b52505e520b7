"""Encoder layers with positions in sines and cosines."""
import math

import torch
import torch.nn as nn


class Positions(nn.Module):
    def __init__(self, width, length):
        super().__init__()
        place = torch.arange(length, dtype=torch.float32).unsqueeze(1)
        rate = torch.exp(torch.arange(0, width, 2, dtype=torch.float32) * (-math.log(10000.0) / width))
        table = torch.zeros(length, width)
        table[:, 0::2] = torch.sin(place * rate)
        table[:, 1::2] = torch.cos(place * rate)
        self.register_buffer("table", table.unsqueeze(0))

    def forward(self, x):
        return x + self.table[:, : x.size(1), :]


class Encoder(nn.Module):
    def __init__(self, num_features, num_timesteps=20, d_model=16, nhead=4, num_layers=2):
        super().__init__()
        self.project = nn.Linear(num_features, d_model)
        self.positions = Positions(d_model, num_timesteps)
        layer = nn.TransformerEncoderLayer(d_model, nhead, dim_feedforward=32, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers)
        self.out = nn.Linear(d_model, 1)

    def forward(self, x):
        return self.out(self.encoder(self.positions(self.project(x)))[:, -1, :]).squeeze(-1).unsqueeze(-1)


model_cls = Encoder

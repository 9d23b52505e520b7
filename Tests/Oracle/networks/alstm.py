"""A recurrent network whose states are weighed by attention."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, num_features, num_timesteps=20, hidden_size=16):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(num_features, hidden_size), nn.Tanh())
        self.rnn = nn.GRU(hidden_size, hidden_size, 2, batch_first=True)
        self.weigh = nn.Sequential(
            nn.Linear(hidden_size, hidden_size // 2), nn.Dropout(0.1), nn.Tanh(), nn.Linear(hidden_size // 2, 1, bias=False))
        self.out = nn.Linear(2 * hidden_size, 1)

    def forward(self, x):
        states, _ = self.rnn(self.inner(x))
        shares = F.softmax(self.weigh(states), dim=1)
        context = torch.sum(states * shares, dim=1)
        return self.out(torch.cat([states[:, -1, :], context], dim=1))


model_cls = Attention

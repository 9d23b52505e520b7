"""A gated recurrent network over the window."""
import torch.nn as nn


class Gated(nn.Module):
    def __init__(self, num_features, num_timesteps=20, hidden_size=16, num_layers=2):
        super().__init__()
        self.rnn = nn.GRU(num_features, hidden_size, num_layers, batch_first=True, dropout=0.1)
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x):
        states, _ = self.rnn(x)
        return self.out(states[:, -1, :])


model_cls = Gated

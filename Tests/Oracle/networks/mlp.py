"""Dense layers over the features of a day, in the form in which RD-Agent writes networks."""
import torch.nn as nn


class Dense(nn.Module):
    def __init__(self, num_features, num_timesteps=None, width=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(num_features, width), nn.BatchNorm1d(width), nn.LeakyReLU(0.1), nn.Dropout(0.1), nn.Linear(width, width // 2),
            nn.GELU(), nn.Linear(width // 2, 1))

    def forward(self, x):
        return self.net(x)


model_cls = Dense

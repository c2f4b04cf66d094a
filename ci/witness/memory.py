"""What survives a loss of power, and is gone after a factory reset."""

import settings
from users import Users

MAX_USERS = 100


class Memory:
    """The lock as it leaves the factory, and what became of it."""

    def __init__(self, options, random):
        self.uuid = random.bytes(16)
        self.pin = options.pin
        self.initialized = False
        self.users = Users(MAX_USERS)
        self.config = settings.Config(settings.FACTORY_CONFIG)
        self.advanced = settings.AdvancedConfig(settings.FACTORY_ADVANCED)
        self.updates = 0
        self.openings = 0
        self.closings = 0
        self.last_action = (0, 0, 0)

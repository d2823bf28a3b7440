def play(served, checks):
    pass

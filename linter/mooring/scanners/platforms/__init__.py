"""The files of platforms that run and build applications, a short table each."""

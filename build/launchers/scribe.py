"""What the packaged command line starts with."""

from multiprocessing import freeze_support

from scribe_desktop.__main__ import command_line

if __name__ == "__main__":
    freeze_support()  # a child process of the packaged program starts here too, and goes its own way
    command_line()

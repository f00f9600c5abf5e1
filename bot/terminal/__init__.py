"""The command line. One module a command; ``main`` knows them all and turns errors into one line and a status."""

"""The shared PC: anybody picks a name and reports; it sees nothing else of the workspace."""

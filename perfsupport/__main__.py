"""``python -m perfsupport``."""

from perfsupport.cli.main import main

main()

# Read by bin/up and bin/test: sets $python to a Python 3.11 to 3.13 that really runs, which a version manager's
# stand-in on the PATH may not. $PYTHON is tried first, then the one that the project already uses.

usable() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

for python in "${PYTHON:-}" "$root/.venv/bin/python" python3 python3.13 python3.12 python3.11 \
    /opt/homebrew/bin/python3.1[123] "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.1[123].*/bin/python3; do
    if [ -n "$python" ] && usable "$python"; then return 0; fi
done
echo "Leukoscope needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt install python3 python3-venv); none was found." >&2
exit 1

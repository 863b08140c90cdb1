#!/bin/sh
# Text in a MATLAB level 5 file, written as UTF-8: one reader counts characters, the other bytes, so none can be right for
# both. As UTF-16 both read it.
#
# scipy 1.10.1 and GNU Octave 7.3.0 (Debian 12: python3-scipy, octave), Linux x64.
# The format stores a char array as its size, rows by columns, and its text as an element that names the encoding: miUTF8
# (16) or miUTF16 (17). The script writes one row of text with 7 characters, of which two take two bytes each, in four ways:
# both encodings, the size in characters and in bytes of UTF-8. MATLAB itself was not at hand.
#
# Guessed: UTF-8 is read alike, with the size in characters, as of an array of characters.
# Seen:    scipy reads UTF-8 whole if the size is in characters, and raises an error if it is in bytes; Octave takes that
#          many bytes, so that it loses the end of the text with the one and reads it whole with the other. With UTF-16 and
#          the size in characters both read all of it.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! /usr/bin/python3 -c 'import scipy' 2>/dev/null || ! command -v octave-cli >/dev/null; then
  apt-get install -qy --no-install-recommends python3-scipy octave >/dev/null
fi
/usr/bin/python3 - <<'PY'
import struct, subprocess, sys
import scipy, scipy.io

TEXT = 'näher ζ'

def element(kind, data):
    return struct.pack('<II', kind, len(data)) + data + b'\0' * (-len(data) % 8)

def char_array(columns, kind, data):
    flags = element(6, struct.pack('<II', 4, 0))  # mxCHAR_CLASS
    size = element(5, struct.pack('<ii', 1, columns))
    return element(14, flags + size + element(1, b'c') + element(kind, data))

def scipy_reads():
    try:
        return str(scipy.io.loadmat('text.mat')['c'][0])
    except Exception as error:
        return type(error).__name__

def octave_reads():
    run = subprocess.run(['octave-cli', '-q', '--eval', "load('text.mat'); fputs(stdout, c);"], capture_output=True)
    return run.stdout.decode('utf-8', 'replace')

octave = subprocess.run(['octave-cli', '--version'], capture_output=True).stdout.decode().split()[3]
print('scipy', scipy.__version__, 'Octave', octave)
seen = {}
for encoding, kind, codec in [('UTF-8', 16, 'utf-8'), ('UTF-16', 17, 'utf-16-le')]:
    for what, columns in [('characters', len(TEXT)), ('bytes', len(TEXT.encode()))]:
        if (encoding, what) == ('UTF-16', 'bytes'):
            continue
        with open('text.mat', 'wb') as file:
            file.write(b'text'.ljust(124) + b'\0\1IM' + char_array(columns, kind, TEXT.encode(codec)))
        seen[encoding, what] = (scipy_reads(), octave_reads())
        print(f'{encoding}, size in {what}: scipy {seen[encoding, what][0]!r}, Octave {seen[encoding, what][1]!r}')

whole = {key: tuple(text == TEXT for text in texts) for key, texts in seen.items()}
expected = {
    ('UTF-8', 'characters'): (True, False),
    ('UTF-8', 'bytes'): (False, True),
    ('UTF-16', 'characters'): (True, True),
}
if whole != expected:
    print('changed: read whole by (scipy, Octave):', whole)
    sys.exit(1)
print('as stated')
PY

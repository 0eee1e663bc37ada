#!/bin/sh
# Called by install.bat within Linux, in the folder of the atlas as it lies on the disk of Windows:
#   sh deploy/windows/install.sh /opt/atlas /opt/wheelhouse
set -eu
home=$1
carried=$2
python3 deploy/wheelhouse.py check "$carried"
# Installed beside and then put in place: whatever fails before, the version that works stays.
next=$home.next
last=$home.last
rm -rf "$next"
trap 'rm -rf "$next"' EXIT
mkdir -p "$next"
cp -r LICENSE app.py .streamlit data geo queries pages static "$next"
# Snapshots lie elsewhere. Only these two belong to the house; whatever else an earlier version had must not stay.
for kept in .streamlit/secrets.toml static/approved; do
    if [ -e "$home/$kept" ]; then
        rm -rf "${next:?}/$kept"
        cp -a "$home/$kept" "$next/$kept"
    fi
done
python3 -m venv "$next/.venv"
PIP_CONFIG_FILE=/dev/null "$next/.venv/bin/python" -m pip --isolated install --quiet --no-index --no-cache-dir \
    --find-links "$carried" --require-hashes -r "$carried/requirements.lock"
# An environment is called where it stands: the folder is written into its scripts.
grep -rlIF -- "$next" "$next/.venv/bin" "$next/.venv/pyvenv.cfg" | while read -r script; do
    sed -i "s|$next|$home|g" "$script"
done
rm -rf "$last"
if [ -e "$home" ]; then mv "$home" "$last"; fi
mv "$next" "$home" || { mv "$last" "$home"; exit 1; }
rm -rf "$last"

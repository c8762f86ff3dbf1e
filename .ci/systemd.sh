#!/usr/bin/env bash
# Boots a real systemd as PID 1 in namespaces and runs tests/systemd there, as an unprivileged user with a user manager.
# As root; needs systemd, dbus-user-session and libpam-systemd. Words after the script's name go to pytest. For a look of
# one's own: `SETPOINT_STAGE_TRY='commands' .ci/systemd.sh` runs these there instead.
#
# Debian's tmpfiles empty /tmp at a boot: a systemd that shared this machine's disk would empty ours. So before anything
# is booted a canary proves that what happens inside stays inside, and it must be alive at the end.
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
# The person on the stage cannot look into the home of whoever runs this, where that Python may lie.
version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
[ -x "/usr/bin/$version" ] || { echo "error: needs /usr/bin/$version" >&2; exit 1; }
env -u PYTHONPYCACHEPREFIX -u PYTHONDONTWRITEBYTECODE "$python" -m compileall -q daemon # nobody inside may write there
stage=$(mktemp -d /tmp/setpoint-stage.XXXXXX)
canary=$(mktemp -d /tmp/setpoint-canary.XXXXXX)
echo alive >"$canary/bird"
hierarchy=/sys/fs/cgroup
[ -d $hierarchy/unified ] && hierarchy=$hierarchy/unified
group=$hierarchy/setpoint-stage-$$
outer=

finish() {
  if [ -n "$outer" ]; then
    kill -9 "$outer" 2>/dev/null || : # the namespace's PID 1 goes with it (--kill-child), and all in it with that
    wait "$outer" 2>/dev/null || :
  fi
  for _ in {1..50}; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || { sleep 0.1; continue; }
    break
  done
  rmdir "$stage" || :
  if [ "$(cat "$canary/bird" 2>/dev/null)" != alive ]; then
    echo "error: the canary in /tmp is dead: the stage was not sealed" >&2
    exit 1
  fi
  rm -r "$canary"
}
trap finish EXIT

mkdir "$group"
# In a group of its own, so that the one systemd that is at work here does not see the other's processes as its own.
enter() {
  echo "$BASHPID" >"$group/cgroup.procs"
  exec unshare -m -p -f --kill-child -C -u -i tests/systemd/enter.sh "$stage" "$PWD" "$packages" "$@"
}

(enter bash -euc 'rm -rf "$1"; touch /etc/setpoint-canary /var/tmp/setpoint-canary' - "$canary")
if [ ! -f "$canary/bird" ] || [ -e /etc/setpoint-canary ] || [ -e /var/tmp/setpoint-canary ]; then
  echo "error: the stage is not sealed; nothing was booted" >&2
  exit 1
fi

enter /lib/systemd/systemd --system --unit=stage.target --show-status=false --log-target=null &
outer=$!
wait_for() {
  for _ in {1..200}; do
    "$@" >/dev/null 2>&1 && return
    sleep 0.05
  done
  echo "error: timed out: $*" >&2
  return 1
}
wait_for pgrep -P "$outer"
first=$(pgrep -P "$outer")
within=(nsenter -t "$first" -m -p -C -u -i -r -w)
as() {
  local uid=$1 name=$2
  shift 2
  "${within[@]}" setpriv --reuid "$uid" --regid "$uid" --init-groups env -i HOME="/home/$name/home" USER="$name" \
    LOGNAME="$name" SHELL=/bin/bash LANG=C.UTF-8 PATH=/opt/setpoint/bin:/usr/bin:/bin XDG_RUNTIME_DIR="/run/user/$uid" \
    DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$uid/bus" "$@"
}
wait_for "${within[@]}" systemctl is-active stage.target
"${within[@]}" loginctl enable-linger ada bob cyd

# Installed as a person would have it: an environment of its own, from which `setpoint` runs without further ado.
"${within[@]}" bash -euc '
  "/usr/bin/$1" -m venv --without-pip /opt/setpoint
  printf "%s\n" /opt/checkout/daemon /opt/packages >"/opt/setpoint/lib/$1/site-packages/setpoint.pth"
  printf "#!/opt/setpoint/bin/python\nfrom setpoint.__main__ import entry\n\nentry()\n" >/opt/setpoint/bin/setpoint
  chmod +x /opt/setpoint/bin/setpoint' - "$version"
for pair in 1777:ada 1778:bob 1779:cyd; do
  wait_for as "${pair%:*}" "${pair#*:}" systemctl --user is-active default.target
done
if [ -n "${SETPOINT_STAGE_TRY:-}" ]; then as 1777 ada bash -c "$SETPOINT_STAGE_TRY"; exit; fi

as 1777 ada env -C /opt/checkout HOME=/nonexistent SETPOINT_STAGE=/home/ada/home SETPOINT_REQUIRE=systemd \
  python -m pytest -q -p no:cacheprovider tests/systemd "$@"

echo "bob, who is granted no namespaces:"
as 1778 bob setpoint service install
as 1778 bob setpoint service status | grep -q 'without user namespaces'
grep -qx $'Seccomp:\t2' "/proc/$first/root/proc/$(as 1778 bob systemctl --user show setpoint --property=MainPID --value)/status"
as 1778 bob setpoint service uninstall >/dev/null

echo "everyone, at their next login:"
root=("${within[@]}" /opt/setpoint/bin/setpoint service)
"${root[@]}" install --everyone
"${within[@]}" systemctl restart user@1779.service
wait_for as 1779 cyd systemctl --user is-active setpoint.service
as 1779 cyd setpoint service status
if as 1779 cyd setpoint service uninstall; then
  echo "error: one person removed what is everyone's" >&2
  exit 1
fi
"${root[@]}" uninstall --everyone
if "${within[@]}" find /etc/systemd/user /home -name '*setpoint.service*' | grep .; then
  echo "error: something is left" >&2
  exit 1
fi

#!/usr/bin/env bash
# Builds a whole root of its own and becomes a command there: `enter.sh STAGE CHECKOUT PACKAGES COMMAND…`, as the first
# process of `unshare -m -p -f -C -u -i`, and nowhere else.
#
# STAGE is an empty folder of the caller's. Nothing that is written in here reaches the machine's disk: the root is an
# overlay in memory, and what systemd empties at its start (/tmp, /var/tmp, /run) is memory too. The checkout and the
# Python packages are seen, read-only, at /opt/checkout and /opt/packages.
set -euo pipefail
stage=$1 checkout=$2 packages=$3
shift 3
[ "$$" = 1 ] || { echo "error: not PID 1 of a namespace of its own" >&2; exit 1; }
mount --make-rprivate /

mount -t tmpfs -o mode=755 tmpfs "$stage"
root=$stage/root
mkdir "$stage"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$stage/upper,workdir=$stage/work" "$root"
for place in tmp var/tmp; do mount -t tmpfs -o mode=1777 tmpfs "$root/$place"; done
for place in run opt dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$place"; done
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"

for name in null zero full random urandom tty; do
  touch "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root"/dev/{pts,shm} "$root/run/lock"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for pair in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${pair%%:*}" "$root/dev/${pair#*:}"; done

for pair in "$checkout:checkout" "$packages:packages"; do
  place=$root/opt/${pair##*:}
  mkdir "$place"
  mount --bind "${pair%:*}" "$place"
  mount -o remount,bind,ro "$place"
done

# Of the machine only what a session needs. Masked, though harmless in here: whatever empties or sets up a real machine.
units=$root/etc/systemd/system
for unit in systemd-tmpfiles-{setup,setup-dev,clean}.service systemd-tmpfiles-clean.timer systemd-modules-load.service \
  systemd-{udevd,udev-trigger,sysctl,remount-fs,journal-flush,binfmt,random-seed,timesyncd}.service \
  systemd-udevd-{control,kernel}.socket dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount \
  sys-fs-fuse-connections.mount sys-kernel-{config,debug,tracing}.mount; do
  ln -sf /dev/null "$units/$unit"
done
cat >"$units/stage.target" <<'UNIT'
[Unit]
Requires=basic.target
After=basic.target
Wants=dbus.socket systemd-logind.service systemd-user-sessions.service
UNIT
# A journal on "disk", as most machines have it: only of such a one a person may read the part that is theirs.
mkdir -p "$root"/{run/systemd/journal,var/log/journal,etc/systemd/journald.conf.d}
touch "$root/run/systemd/journal/flushed"
printf '[Journal]\nStorage=persistent\n' >"$root/etc/systemd/journald.conf.d/stage.conf"
echo stage >"$root/etc/hostname"
: >"$root/etc/fstab"

mkdir "$root/.old"
cd "$root"
pivot_root . .old
umount -l /.old
mount --make-rshared / # else LoadCredential= would be empty in system units
hostname stage
# Here, and not by the driver: they land in the overlay like all else. A home is a folder of the folder of its person.
for pair in 1777:ada 1778:bob 1779:cyd; do
  name=${pair#*:}
  mkdir "/home/$name"
  useradd -m -k /var/empty -s /bin/bash -u "${pair%:*}" -d "/home/$name/home" "$name" 2>/dev/null
  chown "$name:" "/home/$name"
done
mkdir -p /usr/lib/modules # to be hidden
# To bob no user namespaces are granted, as Ubuntu 24.04 has it for everybody.
mkdir -p "/etc/systemd/system/user@1778.service.d"
printf '[Service]\nRestrictNamespaces=~user\n' >"/etc/systemd/system/user@1778.service.d/stage.conf"
exec env -i container=ci PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"

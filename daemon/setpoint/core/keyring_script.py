"""What a credential helper does to read the store of the operating system: native tools, so that it needs no Python.

Where Linux has no `secret-tool`, the interpreter with the `keyring` library answers.
The item is found as the library files it: see `keyrefs/keyring.py`.
"""

from __future__ import annotations

from typing import Final

from setpoint.core.ports import System
from setpoint.core.quoting import powershell, sh

_LINUX: Final = """
if command -v secret-tool >/dev/null 2>&1; then
  if [ "$quiet" = 1 ]; then
    # `search` shows what is open and asks for nothing; `lookup` would ask the person to unlock.
    token=$(bounded secret-tool search -- service "$service" username "$name" 2>/dev/null | sed -n 's/^secret = //p')
    [ -n "$token" ] || fail 'the keyring is locked, or the key is not in it, and nobody is there to be asked'
  else
    token=$(bounded secret-tool lookup -- service "$service" username "$name" 2>/dev/null) ||
      fail 'the key is not in the keyring, or the keyring stayed locked'
  fi
else
  token=$(bounded "$python" -I -c "$code" "$service" "$name" "$quiet" 2>/dev/null) ||
    fail 'the key could not be read: neither secret-tool nor Python had an answer'
fi
emit "$token"
"""

_CODE: Final = """
import sys, secretstorage
from keyring.backends.SecretService import Keyring
service, name, quiet = sys.argv[1:]
if quiet == "1" and secretstorage.get_default_collection(secretstorage.dbus_init()).is_locked():
    sys.exit(1)
print(Keyring().get_password(service, name) or sys.exit(1))
"""

_MACOS: Final = """
token=$(bounded /usr/bin/security find-generic-password -s "$service" -a "$name" -w 2>/dev/null) ||
  fail 'the key is not in the keychain, or the keychain stayed locked'
emit "$token"
"""

_WINDOWS: Final = """  Add-Type -TypeDefinition @'
using System;
using System.Runtime.InteropServices;
public static class SetpointVault {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  struct Credential {
    public uint Flags; public uint Type; public string TargetName; public string Comment; public long LastWritten;
    public uint BlobSize; public IntPtr Blob; public uint Persist; public uint AttributeCount; public IntPtr Attributes;
    public string TargetAlias; public string UserName;
  }
  [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true, EntryPoint = "CredReadW")]
  static extern bool CredRead(string target, uint type, uint flags, out IntPtr credential);
  [DllImport("advapi32.dll")]
  static extern void CredFree(IntPtr credential);
  public static byte[] Read(string target, string name) {
    IntPtr found;
    if (!CredRead(target, 1, 0, out found)) return null;
    try {
      Credential credential = (Credential) Marshal.PtrToStructure(found, typeof(Credential));
      if (name != null && credential.UserName != name) return null;
      byte[] blob = new byte[credential.BlobSize];
      if (blob.Length > 0) Marshal.Copy(credential.Blob, blob, 0, blob.Length);
      return blob;
    } finally { CredFree(found); }
  }
}
'@
  $blob = [SetpointVault]::Read($service, $name)
  if ($null -eq $blob) { $blob = [SetpointVault]::Read($name + '@' + $service, [NullString]::Value) }
  if ($null -eq $blob) { Fail 'the key is not in the Credential Manager' }
  $token = [Text.Encoding]::Unicode.GetString($blob)
  # Other programs write UTF-8: read as UTF-16 that is no key.
  if ($token -cnotmatch '^[!-~]+\\z') { $token = [Text.Encoding]::UTF8.GetString($blob) }
  Emit $token"""


def body(service: str, name: str, system: System, python: str) -> str:
    if system == "windows":
        return f"  $service = {powershell(service)}\n  $name = {powershell(name)}\n{_WINDOWS}"
    words = f"service={sh(service)}\nname={sh(name)}\n"
    if system == "macos":
        return words + _MACOS.lstrip()
    return f"{words}python={sh(python)}\ncode={sh(_CODE)}\n{_LINUX.lstrip()}"

# Sourced: Wine in a prefix and a home of its own, without menus, .NET and a browser.
export WINEPREFIX=$PWD/.wine/prefix
export HOME=$PWD/.wine/home
export WINEDEBUG=-all
export WINEDLLOVERRIDES="winemenubuilder.exe=d;mscoree,mshtml="

/* python.exe: the interpreter is in python311.dll beside it. */
#include <windows.h>
#include <stdio.h>

typedef int (*main_of_python)(int, wchar_t **);

int wmain(int argc, wchar_t **argv)
{
    HMODULE python = LoadLibraryW(L"python311.dll");
    main_of_python start = python ? (main_of_python)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!start) {
        fprintf(stderr, "python311.dll cannot be loaded: error %lu\n", GetLastError());
        return 1;
    }
    return start(argc, argv);
}

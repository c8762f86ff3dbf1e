/* Counts the calls that change files below one folder, and ends the process before a chosen one, or in its middle.
 *
 * Loaded before libc (LD_PRELOAD) and silent until it is armed. With a journal it also writes down what changed, a line
 * a call, so that the states that a loss of power could leave can be worked out: see power.py. With an error it refuses
 * the chosen call instead, as a full disk or a network drive does, and can count the calls that only look: see refuse.py.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char below[PATH_MAX];
static long chosen, counted;
static int torn, journal = -1, inside, error, lasting, looks;
static char struck[PATH_MAX + 32];

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

/* `last` 0: only count. `half`: a write that is the chosen one is done by half first. `log`: a descriptor, or -1. */
void shim_arm(const char *folder, long last, int half, int log) {
    snprintf(below, sizeof below, "%s", folder);
    chosen = last, counted = 0, torn = half, journal = log, error = 0, struck[0] = 0;
}

/* The chosen call, and every later one where it lasts, gives this error. `reading`: calls that only look count too.
 * With `half` a chosen write is done by half and says so. */
void shim_refuse(int number, int from_then_on, int reading) { error = number, lasting = from_then_on, looks = reading; }

/* The first call that was refused, with its path; "" if none was. */
const char *shim_struck(void) { return struck; }

void shim_disarm(void) { below[0] = 0; }

long shim_counted(void) { return counted; }

static void absolute(int at, const char *path, char *found) {
    char base[PATH_MAX] = "", link[64];
    if (path[0] == '/') { snprintf(found, PATH_MAX, "%s", path); return; }
    if (at == AT_FDCWD) { if (!getcwd(base, sizeof base)) base[0] = 0; }
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t length = REAL(readlink)(link, base, sizeof base - 1);
        base[length > 0 ? length : 0] = 0;
    }
    if (snprintf(found, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) abort();
}

static int of_descriptor(int descriptor, char *found) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = REAL(readlink)(link, found, PATH_MAX - 1);
    found[length > 0 ? length : 0] = 0;
    return length > 0;
}

static int watched(const char *path) {
    size_t length = strlen(below);
    return length && !inside && strncmp(path, below, length) == 0;
}

static void end(void) { kill(getpid(), SIGKILL); pause(); }

/* 1 if the call is watched, 0 if not; the chosen one never happens: -1 where it is refused. */
static int step(const char *name, const char *path) {
    if (!watched(path)) return 0;
    counted++;
    if (counted != chosen && !(lasting && chosen && counted > chosen)) return 1;
    if (!error) end();
    if (!struck[0]) snprintf(struck, sizeof struck, "%s %s", name, path);
    errno = error;
    return -1;
}

/* The same of a call that changes nothing. */
static int look(const char *name, const char *path) { return looks ? step(name, path) : 0; }

static void say(const char *text, size_t length) {
    while (length) {
        ssize_t done = REAL(write)(journal, text, length);
        if (done < 0) abort();
        text += done, length -= done;
    }
}

static void note(const char *what, const char *one, const char *two) {
    static char line[2 * PATH_MAX + 64];
    if (journal < 0) return;
    int kept = errno;
    int length = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, one, two);
    say(line, length);
    errno = kept;
}

/* What the file holds now, in hexadecimal. */
static void note_content(const char *path, int descriptor) {
    if (journal < 0) return;
    int kept = errno;
    char link[64], text[2 * 4096];
    unsigned char data[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    inside = 1;
    int again = open(link, O_RDONLY | O_CLOEXEC);
    if (again < 0) abort();
    say("content\t", 8), say(path, strlen(path)), say("\t", 1);
    for (ssize_t length; (length = read(again, data, sizeof data)) > 0;) {
        for (ssize_t i = 0; i < length; i++) sprintf(text + 2 * i, "%02x", data[i]);
        say(text, 2 * length);
    }
    say("\n", 1);
    close(again);
    inside = 0;
    errno = kept;
}

static int opened(int at, const char *path, int flags, mode_t mode, const char *name) {
    char whole[PATH_MAX];
    struct stat was;
    int (*call)(int, const char *, int, ...) = real(name);
    absolute(at, path, whole);
    int creates = (flags & O_CREAT) && watched(whole) && lstat(whole, &was) != 0;
    int empties = (flags & O_TRUNC) && !creates;
    int changes = (creates || empties) && (flags & O_TMPFILE) != O_TMPFILE;
    if ((changes ? step : look)(name, whole) < 0) return -1;
    int found = call(at, path, flags, mode);
    if (found >= 0 && watched(whole)) {
        if (creates) note("create", whole, "");
        if (empties) note_content(whole, found);
    }
    return found;
}

#define OPEN(name, with)                                              \
    int name(const char *path, int flags, ...) {                      \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = va_arg(rest, mode_t);                           \
        va_end(rest);                                                 \
        return opened(AT_FDCWD, path, flags, mode, with);             \
    }
OPEN(open, "openat")
OPEN(open64, "openat64")

#define OPENAT(name)                                                  \
    int name(int at, const char *path, int flags, ...) {              \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = va_arg(rest, mode_t);                           \
        va_end(rest);                                                 \
        return opened(at, path, flags, mode, #name);                  \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int descriptor, const void *data, size_t length) {
    char path[PATH_MAX];
    struct stat what;
    if (!below[0] || inside || descriptor == journal || !of_descriptor(descriptor, path) || !watched(path)
        || fstat(descriptor, &what) || !S_ISREG(what.st_mode))
        return REAL(write)(descriptor, data, length);
    if (torn && counted + 1 == chosen) {
        ssize_t some = REAL(write)(descriptor, data, length / 2);
        if (error && length > 1) { counted++; snprintf(struck, sizeof struck, "half a write %s", path); return some; }
    }
    if (step("write", path) < 0) return -1;
    ssize_t done = REAL(write)(descriptor, data, length);
    note_content(path, descriptor);
    return done;
}

#define ON_DESCRIPTOR(name, arguments, values, word)                  \
    int name arguments {                                              \
        char path[PATH_MAX];                                          \
        int seen = below[0] && of_descriptor(descriptor, path) ? step(#name, path) : 0; \
        if (seen < 0) return -1;                                      \
        int failed = REAL(name) values;                               \
        if (seen && !failed && word[0]) note(word, path, "");         \
        return failed;                                                \
    }
ON_DESCRIPTOR(fsync, (int descriptor), (descriptor), "sync")
ON_DESCRIPTOR(fdatasync, (int descriptor), (descriptor), "sync")
ON_DESCRIPTOR(fchmod, (int descriptor, mode_t mode), (descriptor, mode), "")
ON_DESCRIPTOR(fchown, (int descriptor, uid_t owner, gid_t group), (descriptor, owner, group), "")
ON_DESCRIPTOR(ftruncate, (int descriptor, off_t length), (descriptor, length), "truncate")
ON_DESCRIPTOR(ftruncate64, (int descriptor, off64_t length), (descriptor, length), "truncate")

#define ON_PATH(name, arguments, values, at, word)                    \
    int name arguments {                                              \
        char whole[PATH_MAX];                                         \
        absolute(at, path, whole);                                    \
        int seen = step(#name, whole);                                \
        if (seen < 0) return -1;                                      \
        int failed = REAL(name) values;                               \
        if (seen && !failed && word[0]) note(word, whole, "");        \
        return failed;                                                \
    }
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, "mkdir")
ON_PATH(mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), at, "mkdir")
ON_PATH(rmdir, (const char *path), (path), AT_FDCWD, "unlink")
ON_PATH(unlink, (const char *path), (path), AT_FDCWD, "unlink")
ON_PATH(unlinkat, (int at, const char *path, int flags), (at, path, flags), at, "unlink")
ON_PATH(chmod, (const char *path, mode_t mode), (path, mode), AT_FDCWD, "")
ON_PATH(fchmodat, (int at, const char *path, mode_t mode, int flags), (at, path, mode, flags), at, "")
ON_PATH(utimensat, (int at, const char *path, const struct timespec when[2], int flags), (at, path, when, flags), at, "")

#define ON_TWO(name, arguments, values, from, to, word)               \
    int name arguments {                                              \
        char one[PATH_MAX], two[PATH_MAX];                            \
        absolute(from, path, one), absolute(to, other, two);          \
        int seen = step(#name, two);                                  \
        if (seen < 0) return -1;                                      \
        int failed = REAL(name) values;                               \
        if (seen && !failed) note(word, one, two);                    \
        return failed;                                                \
    }
ON_TWO(rename, (const char *path, const char *other), (path, other), AT_FDCWD, AT_FDCWD, "rename")
ON_TWO(renameat, (int from, const char *path, int to, const char *other), (from, path, to, other), from, to, "rename")
ON_TWO(link, (const char *path, const char *other), (path, other), AT_FDCWD, AT_FDCWD, "link")
ON_TWO(linkat, (int from, const char *path, int to, const char *other, int flags), (from, path, to, other, flags), from, to, "link")
ON_TWO(renameat2, (int from, const char *path, int to, const char *other, unsigned flags), (from, path, to, other, flags), from, to,
       flags & RENAME_EXCHANGE ? "exchange" : "rename")

#define LOOK_ON(type, none, name, arguments, values, at)              \
    type name arguments {                                             \
        char whole[PATH_MAX];                                         \
        if (below[0] && !inside) {                                    \
            absolute(at, path, whole);                                \
            if (look(#name, whole) < 0) return none;                  \
        }                                                             \
        return REAL(name) values;                                     \
    }
LOOK_ON(int, -1, stat64, (const char *path, struct stat64 *found), (path, found), AT_FDCWD)
LOOK_ON(int, -1, lstat64, (const char *path, struct stat64 *found), (path, found), AT_FDCWD)
LOOK_ON(int, -1, fstatat64, (int at, const char *path, struct stat64 *found, int flags), (at, path, found, flags), at)
LOOK_ON(int, -1, access, (const char *path, int mode), (path, mode), AT_FDCWD)
LOOK_ON(ssize_t, -1, readlink, (const char *path, char *found, size_t size), (path, found, size), AT_FDCWD)
LOOK_ON(DIR *, NULL, opendir, (const char *path), (path), AT_FDCWD)

#define LOOK_IN(type, name, arguments, values)                        \
    type name arguments {                                             \
        char path[PATH_MAX];                                          \
        if (below[0] && !inside && of_descriptor(descriptor, path) && look(#name, path) < 0) return -1; \
        return REAL(name) values;                                     \
    }
LOOK_IN(ssize_t, read, (int descriptor, void *found, size_t size), (descriptor, found, size))
LOOK_IN(int, fstat64, (int descriptor, struct stat64 *found), (descriptor, found))
LOOK_IN(int, flock, (int descriptor, int what), (descriptor, what))

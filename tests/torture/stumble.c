/* LD_PRELOAD: counts what is written under $PL_DIR, step by step, and lets the process die at a
   step, or lets that step (or all from it on) fail as a full disk does.
   build: gcc -shared -fPIC -O2 -o stumble.so stumble.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, DIE, FAIL_ONCE, FAIL_ON };
static int mode = OFF, at = 0, count = 0;
static char *paths[4096];

#define REAL(t, n, ...) static t (*f)(__VA_ARGS__) = 0; if (!f) f = dlsym(RTLD_NEXT, n)

static int under(const char *p) {
  const char *d = getenv("PL_DIR");
  return d && p && strncmp(p, d, strlen(d)) == 0;
}
static int known(int fd) { return fd >= 0 && fd < 4096 && paths[fd]; }

/* From now on step number `n` (from 0) stumbles in this way; return how many steps there were. */
int stumble(int how, int n) { int seen = count; mode = how; at = n; count = 0; return seen; }

/* A step that a full disk lets through (a rename, a sync) is counted, and dies, but never fails. */
static int stumbles(int can_fail) {
  int here = count++;
  if (mode == DIE && here == at) _exit(9);
  if (can_fail && ((mode == FAIL_ONCE && here == at) || (mode == FAIL_ON && here >= at))) {
    errno = ENOSPC;
    return 1;
  }
  return 0;
}

static void track(int fd, const char *p) {
  if (fd >= 0 && fd < 4096) { free(paths[fd]); paths[fd] = under(p) ? strdup(p) : 0; }
}
#define MODE va_list a; va_start(a, fl); int m = va_arg(a, int); va_end(a)
#define MADE(p, fl) if (((fl) & O_CREAT) && under(p) && stumbles(access(p, F_OK))) return -1
int open(const char *p, int fl, ...) { MODE; REAL(int, "open", const char *, int, ...); MADE(p, fl); int fd = f(p, fl, m); track(fd, p); return fd; }
int open64(const char *p, int fl, ...) { MODE; REAL(int, "open64", const char *, int, ...); MADE(p, fl); int fd = f(p, fl, m); track(fd, p); return fd; }
int close(int fd) { REAL(int, "close", int); if (known(fd)) { free(paths[fd]); paths[fd] = 0; } return f(fd); }

#define STEP(fd, can_fail) if (known(fd) && stumbles(can_fail)) return -1
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { REAL(ssize_t, "pwrite", int, const void *, size_t, off_t); STEP(fd, 1); return f(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t); STEP(fd, 1); return f(fd, b, n, o); }
ssize_t write(int fd, const void *b, size_t n) { REAL(ssize_t, "write", int, const void *, size_t); STEP(fd, 1); return f(fd, b, n); }
ssize_t sendfile(int o, int i, off_t *p, size_t n) { REAL(ssize_t, "sendfile", int, int, off_t *, size_t); STEP(o, 1); return f(o, i, p, n); }
ssize_t sendfile64(int o, int i, off64_t *p, size_t n) { REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t); STEP(o, 1); return f(o, i, p, n); }
ssize_t copy_file_range(int i, off64_t *p, int o, off64_t *q, size_t n, unsigned fl) { REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned); STEP(o, 1); return f(i, p, o, q, n, fl); }
int fsync(int fd) { REAL(int, "fsync", int); STEP(fd, 0); return f(fd); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); STEP(fd, 0); return f(fd); }
int ftruncate(int fd, off_t n) { REAL(int, "ftruncate", int, off_t); STEP(fd, 0); return f(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(int, "ftruncate64", int, off64_t); STEP(fd, 0); return f(fd, n); }
int unlink(const char *p) { REAL(int, "unlink", const char *); if (under(p)) stumbles(0); return f(p); }
int rename(const char *p, const char *q) { REAL(int, "rename", const char *, const char *); if (under(p)) stumbles(0); return f(p, q); }

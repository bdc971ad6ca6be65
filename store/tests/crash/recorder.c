/*
 * Preloaded beneath a writer: records every change to the files of one directory, in order, into a trace.
 *
 * RECORDER_DIR    the directory (absolute, canonical); files elsewhere and *-shm (never durable) are not recorded
 * RECORDER_TRACE  where the trace goes
 * RECORDER_FAULT  optional: while a file of this path exists its first letter breaks the disk beneath the directory:
 *                 's' every sync fails with EIO, 'f' every write fails with ENOSPC
 *
 * A record is {kind u8, file u32, a u64, length u32} packed, little endian, and `length` bytes:
 *   'C' the file is new in the directory; bytes: its name      'N' the file was there before; bytes: its name
 *   'W' written at offset a; bytes: what                       'T' cut or stretched to a bytes
 *   'S' synced: holds for all records before number a          'D' the same for the directory's names
 *   'U' its name was removed                                   'R' renamed; bytes: the new name
 * Records are counted from 0. Changes are made and recorded under one lock, so their order is the true one; a sync
 * runs outside it and vouches only for what was recorded when it began.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS = 4096, FILES = 1024, NAME = 128, DIRECTORY = -1 };

struct __attribute__((packed)) record {
    uint8_t kind;
    uint32_t file;
    uint64_t a;
    uint32_t length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *directory;
static size_t directory_length;
static const char *fault;
static int trace = -1;
static uint64_t records;
static int fd_file[FDS]; /* 0: not ours, DIRECTORY, or the file's number */
static char names[FILES][NAME]; /* by file number; empty once the name is gone */
static int files;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("RECORDER_TRACE");
    directory = getenv("RECORDER_DIR");
    fault = getenv("RECORDER_FAULT");
    if (!path || !directory) return;
    directory_length = strlen(directory);
    trace = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void record(char kind, int file, uint64_t a, const void *bytes, size_t length) {
    struct record head = {(uint8_t)kind, (uint32_t)file, a, (uint32_t)length};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
    if (syscall(SYS_writev, trace, parts, length ? 2 : 1) != (long)(sizeof head + length)) abort();
    records++;
}

static int is_faulty(char which) {
    char found = 0;
    if (!fault) return 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, fault, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    syscall(SYS_read, fd, &found, 1);
    syscall(SYS_close, fd);
    return found == which;
}

/* The part of a path below the directory; NULL for foreign and for volatile files. */
static const char *name_below(const char *path) {
    if (trace < 0 || strncmp(path, directory, directory_length) != 0 || path[directory_length] != '/') return NULL;
    const char *name = path + directory_length + 1;
    size_t length = strlen(name);
    if (length == 0 || length >= NAME || strchr(name, '/')) return NULL;
    return length > 4 && strcmp(name + length - 4, "-shm") == 0 ? NULL : name;
}

static int file_of(const char *name) {
    for (int file = 1; file <= files; file++)
        if (strcmp(names[file], name) == 0) return file;
    return 0;
}

static int ours(int fd) { return trace >= 0 && fd >= 0 && fd < FDS ? fd_file[fd] : 0; }

static int open_recorded(int at, const char *path, int flags, mode_t mode) {
    const char *name = name_below(path);
    int is_directory = trace >= 0 && strcmp(path, directory) == 0;
    if (!name && !is_directory) return (int)syscall(SYS_openat, at, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat before;
    int was_there = stat(path, &before) == 0;
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < FDS && is_directory) fd_file[fd] = DIRECTORY;
    if (fd >= 0 && fd < FDS && name) {
        int file = file_of(name);
        if (!file) {
            if (files + 1 >= FILES) abort();
            file = ++files;
            strcpy(names[file], name);
            record(was_there ? 'N' : 'C', file, 0, name, strlen(name));
        }
        if (flags & O_TRUNC) record('T', file, 0, NULL, 0);
        fd_file[fd] = file;
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(function)                                    \
    int function(const char *path, int flags, ...) {      \
        va_list arguments;                                \
        va_start(arguments, flags);                       \
        mode_t mode = mode_of(flags, arguments);          \
        va_end(arguments);                                \
        return open_recorded(AT_FDCWD, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(function)                                     \
    int function(int at, const char *path, int flags, ...) { \
        va_list arguments;                                   \
        va_start(arguments, flags);                          \
        mode_t mode = mode_of(flags, arguments);             \
        va_end(arguments);                                   \
        return open_recorded(at, path, flags, mode);         \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    if (ours(fd)) {
        pthread_mutex_lock(&lock);
        fd_file[fd] = 0;
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_close, fd);
}

static ssize_t write_recorded(int fd, const struct iovec *parts, int count, off_t offset) {
    int file = ours(fd);
    if (is_faulty('f')) {
        errno = ENOSPC;
        return -1;
    }
    pthread_mutex_lock(&lock);
    off_t at = offset >= 0 ? offset : lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    ssize_t written = offset >= 0 ? syscall(SYS_pwritev, fd, parts, count, (long)offset, 0L)
                                  : syscall(SYS_writev, fd, parts, count);
    ssize_t left = written;
    for (int part = 0; part < count && left > 0; part++) {
        size_t length = (size_t)left < parts[part].iov_len ? (size_t)left : parts[part].iov_len;
        record('W', file, (uint64_t)at, parts[part].iov_base, length);
        at += (off_t)length;
        left -= (ssize_t)length;
    }
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (ours(fd) <= 0) return syscall(SYS_write, fd, bytes, length);
    struct iovec part = {(void *)bytes, length};
    return write_recorded(fd, &part, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return ours(fd) <= 0 ? syscall(SYS_writev, fd, parts, count) : write_recorded(fd, parts, count, -1);
}

#define PWRITE(function)                                                                   \
    ssize_t function(int fd, const void *bytes, size_t length, off_t offset) {             \
        if (ours(fd) <= 0) return syscall(SYS_pwrite64, fd, bytes, length, offset);        \
        struct iovec part = {(void *)bytes, length};                                       \
        return write_recorded(fd, &part, 1, offset);                                       \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(function)                                                                  \
    ssize_t function(int fd, const struct iovec *parts, int count, off_t offset) {         \
        return ours(fd) <= 0 ? syscall(SYS_pwritev, fd, parts, count, (long)offset, 0L)    \
                             : write_recorded(fd, parts, count, offset);                   \
    }
PWRITEV(pwritev)
PWRITEV(pwritev64)

static int resize_recorded(int fd, off_t length) {
    if (ours(fd) <= 0) return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_ftruncate, fd, length);
    if (done == 0) record('T', fd_file[fd], (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
int ftruncate(int fd, off_t length) { return resize_recorded(fd, length); }
int ftruncate64(int fd, off_t length) { return resize_recorded(fd, length); }

/* SQLite stretches a file so only when told to; refusing makes it fall back to writes, which are recorded. */
int posix_fallocate(int fd, off_t offset, off_t length) {
    (void)fd, (void)offset, (void)length;
    return EOPNOTSUPP;
}

static int sync_recorded(long call, int fd) {
    int file = ours(fd);
    if (!file) return (int)syscall(call, fd);
    if (is_faulty('s')) {
        errno = EIO;
        return -1;
    }
    pthread_mutex_lock(&lock);
    uint64_t vouched = records;
    pthread_mutex_unlock(&lock);
    int done = (int)syscall(call, fd);
    if (done == 0) {
        pthread_mutex_lock(&lock);
        record(file == DIRECTORY ? 'D' : 'S', file == DIRECTORY ? 0 : file, vouched, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}
int fsync(int fd) { return sync_recorded(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_recorded(SYS_fdatasync, fd); }

static int unlink_recorded(int at, const char *path, int flags) {
    const char *name = name_below(path);
    if (!name) return (int)syscall(SYS_unlinkat, at, path, flags);
    pthread_mutex_lock(&lock);
    int file = file_of(name);
    int done = (int)syscall(SYS_unlinkat, at, path, flags);
    if (done == 0 && file) {
        record('U', file, 0, NULL, 0);
        names[file][0] = 0;
    }
    pthread_mutex_unlock(&lock);
    return done;
}
int unlink(const char *path) { return unlink_recorded(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlink_recorded(at, path, flags); }

int rename(const char *from, const char *to) {
    const char *old_name = name_below(from), *new_name = name_below(to);
    if (!old_name || !new_name) return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    pthread_mutex_lock(&lock);
    int file = file_of(old_name), replaced = file_of(new_name);
    int done = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (done == 0 && file) {
        record('R', file, 0, new_name, strlen(new_name));
        if (replaced) names[replaced][0] = 0;
        strcpy(names[file], new_name);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

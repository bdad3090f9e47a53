// Kernel interfaces that Swift's Glibc module lacks: headers, and one-line wrappers for macros and variadics.
// _GNU_SOURCE must not be defined here: it changes fd_set, and a program that also loads Foundation stops building.
#ifndef CLINUX_H
#define CLINUX_H

#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// glibc shows these only under _GNU_SOURCE.
extern void *memmem(const void *, size_t, const void *, size_t);
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern ssize_t splice(int, off_t *, int, off_t *, size_t, unsigned int);
extern int pipe2(int[2], int);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int renameat2(int, const char *, int, const char *, unsigned int);
extern int fallocate(int, int, off_t, off_t);

enum {
    clinux_spawn_setsid = 0x80,        // POSIX_SPAWN_SETSID
    clinux_set_pipe_size = 1031,       // F_SETPIPE_SZ
    clinux_splice_nonblock = 2,        // SPLICE_F_NONBLOCK
    clinux_rename_noreplace = 1,       // RENAME_NOREPLACE
    clinux_peer_credentials = 17,      // SO_PEERCRED
    clinux_wait_no_thread = 0x20000000, // __WNOTHREAD
    clinux_punch_hole = 3,             // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
    clinux_seek_data = 3,              // SEEK_DATA
};

// struct ucred, which glibc shows only under _GNU_SOURCE (unix(7)).
struct clinux_credentials { int32_t pid; uint32_t uid; uint32_t gid; };

static inline int clinux_set_child_subreaper(int on) {
    return prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)on, 0UL, 0UL, 0UL);
}
static inline int clinux_set_name(const char *name) {
    return prctl(PR_SET_NAME, (unsigned long)name, 0UL, 0UL, 0UL);
}
// sched(7); what the thread starts does not inherit it.
static inline int clinux_schedule_batch(void) {
    struct sched_param none = { .sched_priority = 0 };
    return sched_setscheduler(0, 3 /* SCHED_BATCH */ | 0x40000000 /* SCHED_RESET_ON_FORK */, &none);
}
// Either limit may be absent.
static inline int clinux_prlimit_files(int32_t pid, const struct rlimit *to, struct rlimit *was) {
    return (int)syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, to, was);
}
// openat2(2); `resolve` as in linux/openat2.h.
static inline int clinux_openat2(int folder, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = { .flags = flags, .mode = 0, .resolve = resolve };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
enum {
    clinux_resolve_beneath = RESOLVE_BENEATH,
    clinux_resolve_no_magic_links = RESOLVE_NO_MAGICLINKS,
    clinux_resolve_no_symlinks = RESOLVE_NO_SYMLINKS,
};
static inline int clinux_pidfd_open(int32_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static inline int clinux_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (void *)0, 0);
}
// struct pidfd_info as of Linux 6.15; older headers lack it (include/uapi/linux/pidfd.h).
struct clinux_pidfd_info { uint64_t mask, cgroup; uint32_t ids[11]; int32_t exit_code; };
enum { clinux_pidfd_info_exit = 8 };    // PIDFD_INFO_EXIT
static inline int clinux_pidfd_get_info(int pidfd, struct clinux_pidfd_info *info) {
    return ioctl(pidfd, _IOWR(0xFF, 11, struct clinux_pidfd_info), info);
}
static inline int clinux_syncfs(int fd) { return (int)syscall(SYS_syncfs, fd); }
static inline int clinux_exited(int status) { return WIFEXITED(status); }
static inline int clinux_exit_code(int status) { return WEXITSTATUS(status); }
static inline int clinux_signaled(int status) { return WIFSIGNALED(status); }
static inline int clinux_term_signal(int status) { return WTERMSIG(status); }
static inline int clinux_core_dumped(int status) { return WCOREDUMP(status); }

#endif

/*
 * Runs a command, counts the system calls by which it and all that it starts change files below a directory, and makes
 * the N-th go wrong:
 *
 *   tracer DIR LOG FAULT N -- COMMAND...
 *
 *   kill   everything is killed just before the N-th call
 *   full   the N-th call that needs space, and each after it, finds none (ENOSPC)
 *   io     the N-th call fails (EIO)
 *   none   nothing goes wrong
 *
 * LOG gets a line for each call, `NAME PATH`. KDUMP_TRACER_SKIP has paths below DIR that do not count, and
 * KDUMP_TRACER_WHOLE names of programs that are taken as one thing: neither they nor what they start is counted.
 * Status 137 says that it was killed, else it is the command's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a call says what it changes: by a descriptor, or by a path, which may stand behind that of a directory. */
enum where { FD, PATH, AT };

static const struct call {
    long number;
    const char *name;
    enum where where;
    int argument; /* the descriptor, the path, or the directory in front of it */
    int flags;    /* of openat: which argument has them */
    int grows;    /* it needs space; a new name alone finds some in its directory */
} calls[] = {
#ifdef SYS_open
    {SYS_open, "open", PATH, 0, 1, 0},
    {SYS_creat, "creat", PATH, 0, 0, 0},
    {SYS_rename, "rename", PATH, 1, 0, 0},
    {SYS_unlink, "unlink", PATH, 0, 0, 0},
    {SYS_mkdir, "mkdir", PATH, 0, 0, 1},
    {SYS_rmdir, "rmdir", PATH, 0, 0, 0},
    {SYS_link, "link", PATH, 1, 0, 1},
    {SYS_symlink, "symlink", PATH, 1, 0, 1},
    {SYS_chmod, "chmod", PATH, 0, 0, 0},
    {SYS_chown, "chown", PATH, 0, 0, 0},
    {SYS_lchown, "lchown", PATH, 0, 0, 0},
    {SYS_mknod, "mknod", PATH, 0, 0, 1},
#endif
#ifdef SYS_renameat
    {SYS_renameat, "renameat", AT, 2, 0, 0},
#endif
    {SYS_openat, "openat", AT, 0, 2, 0},
    {SYS_renameat2, "renameat2", AT, 2, 0, 0},
    {SYS_unlinkat, "unlinkat", AT, 0, 0, 0},
    {SYS_mkdirat, "mkdirat", AT, 0, 0, 1},
    {SYS_linkat, "linkat", AT, 2, 0, 1},
    {SYS_symlinkat, "symlinkat", AT, 1, 0, 1},
    {SYS_mknodat, "mknodat", AT, 0, 0, 1},
    {SYS_fchmodat, "fchmodat", AT, 0, 0, 0},
    {SYS_fchownat, "fchownat", AT, 0, 0, 0},
    {SYS_utimensat, "utimensat", AT, 0, 0, 0},
    {SYS_truncate, "truncate", PATH, 0, 0, 0},
    {SYS_setxattr, "setxattr", PATH, 0, 0, 1},
    {SYS_lsetxattr, "lsetxattr", PATH, 0, 0, 1},
    {SYS_write, "write", FD, 0, 0, 1},
    {SYS_pwrite64, "pwrite64", FD, 0, 0, 1},
    {SYS_writev, "writev", FD, 0, 0, 1},
    {SYS_sendfile, "sendfile", FD, 0, 0, 1},
    {SYS_copy_file_range, "copy_file_range", FD, 2, 0, 1},
    {SYS_fallocate, "fallocate", FD, 0, 0, 1},
    {SYS_ftruncate, "ftruncate", FD, 0, 0, 0},
    {SYS_fchmod, "fchmod", FD, 0, 0, 0},
    {SYS_fchown, "fchown", FD, 0, 0, 0},
    {SYS_fsetxattr, "fsetxattr", FD, 0, 0, 1},
};
enum { kinds = sizeof calls / sizeof *calls, most = 4194304 };

static char whole[most]; /* by process: what it does is not looked at */
static char known[most]; /* by process: 1 who has started it has said so, 2 it has stopped and waits for that */
static pid_t alive[4096];
static int living;

static void die(const char *what) {
    perror(what);
    exit(99);
}

/* Only calls of the list stop the command, and an open only if it may change something. */
static void filter(void) {
    struct sock_filter program[4 * kinds + 4];
    int n = 0;
    program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < kinds; i++) {
        int next = calls[i].flags ? 4 : 1;
        program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, next);
        if (calls[i].flags) {
            size_t at = offsetof(struct seccomp_data, args) + 8 * calls[i].flags;
            program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at);
            program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
                                                        O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 1, 0);
            program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        }
        program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog all = {n, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all)) die("seccomp");
}

static int link_of(pid_t pid, const char *what, char *out) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/%s", pid, what);
    ssize_t size = readlink(name, out, PATH_MAX - 1);
    out[size < 0 ? 0 : size] = 0;
    return size > 0;
}

static void text_at(pid_t pid, uint64_t address, char *out) {
    struct iovec to = {out, PATH_MAX - 1}, from = {(void *)address, PATH_MAX - 1};
    size_t page = 4096 - address % 4096; /* the page behind may not be there */
    from.iov_len = page;
    ssize_t size = process_vm_readv(pid, &to, 1, &from, 1, 0);
    if (size < 0) size = 0;
    out[size] = 0;
    if (strlen(out) == page && page < PATH_MAX - 1) {
        to = (struct iovec){out + page, PATH_MAX - 1 - page};
        from = (struct iovec){(void *)(address + page), PATH_MAX - 1 - page};
        size = process_vm_readv(pid, &to, 1, &from, 1, 0);
        out[page + (size < 0 ? 0 : size)] = 0;
    }
}

/* The path that a call is about. */
static void path_of(pid_t pid, const struct call *call, const uint64_t *arguments, char *out) {
    char name[32], text[PATH_MAX];
    int argument = call->argument;
    *out = 0;
    if (call->where == FD) {
        snprintf(name, sizeof name, "fd/%d", (int)arguments[argument]);
        link_of(pid, name, out);
        return;
    }
    if (call->where == AT) argument++;
    if (arguments[argument] == 0) *text = 0; /* utimensat of a descriptor */
    else text_at(pid, arguments[argument], text);
    if (*text == '/') {
        strcpy(out, text);
        return;
    }
    if (call->where == AT && (int)arguments[call->argument] != AT_FDCWD)
        snprintf(name, sizeof name, "fd/%d", (int)arguments[call->argument]);
    else strcpy(name, "cwd");
    link_of(pid, name, out);
    if (*text) {
        strncat(out, "/", PATH_MAX - 1 - strlen(out));
        strncat(out, text, PATH_MAX - 1 - strlen(out));
    }
}

/* Is WORD one of a list with blanks between, or below one of it? */
static int listed(const char *list, const char *word, int below) {
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", list ? list : "");
    for (char *one = strtok(copy, " "); one; one = strtok(NULL, " ")) {
        size_t size = strlen(one);
        if (strncmp(word, one, size) == 0 && (word[size] == 0 || (below && word[size] == '/'))) return 1;
    }
    return 0;
}

/* The call is not made; its result is an error. */
static void refuse(pid_t pid, int error) {
#if defined(__x86_64__)
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, pid, 0, &registers)) die("registers");
    registers.orig_rax = -1;
    registers.rax = -error;
    if (ptrace(PTRACE_SETREGS, pid, 0, &registers)) die("registers");
#elif defined(__aarch64__)
    struct user_regs_struct registers;
    struct iovec all = {&registers, sizeof registers};
    int none = -1;
    struct iovec number = {&none, sizeof none};
    if (ptrace(PTRACE_SETREGSET, pid, 0x404 /* NT_ARM_SYSTEM_CALL */, &number)) die("registers");
    if (ptrace(PTRACE_GETREGSET, pid, 1 /* NT_PRSTATUS */, &all)) die("registers");
    registers.regs[0] = -error;
    if (ptrace(PTRACE_SETREGSET, pid, 1, &all)) die("registers");
#else
#error "no other architecture yet"
#endif
}

static void born(pid_t pid) {
    for (int i = 0; i < living; i++)
        if (alive[i] == pid) return;
    if (living == 4096) die("processes");
    alive[living++] = pid;
}

static void gone(pid_t pid) {
    for (int i = 0; i < living; i++)
        if (alive[i] == pid) alive[i--] = alive[--living];
    whole[pid % most] = known[pid % most] = 0;
}

int main(int count, char **arguments) {
    if (count < 7 || strcmp(arguments[5], "--")) {
        fprintf(stderr, "tracer DIR LOG kill|full|io|none N -- COMMAND...\n");
        return 98;
    }
    const char *directory = arguments[1], *fault = arguments[3];
    const char *skip = getenv("KDUMP_TRACER_SKIP"), *names = getenv("KDUMP_TRACER_WHOLE");
    size_t size = strlen(directory);
    long number = 0, wanted = atol(arguments[4]);
    int killed = 0, result = 0, full = 0;
    FILE *log = fopen(arguments[2], "we");
    if (!log) die(arguments[2]);
    pid_t first = fork();
    if (first == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        filter();
        execvp(arguments[6], arguments + 6);
        die(arguments[6]);
    }
    int status;
    waitpid(first, &status, 0);
    if (ptrace(PTRACE_SETOPTIONS, first, 0,
               PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                   PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC))
        die("ptrace");
    born(first);
    known[first % most] = 1;
    ptrace(PTRACE_CONT, first, 0, 0);
    for (;;) {
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0) break;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (pid == first) result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            gone(pid);
            continue;
        }
        born(pid);
        if (killed) { /* it has begun just before, and who has started it cannot say so any more */
            kill(pid, SIGKILL);
            continue;
        }
        int event = status >> 16, signal = WSTOPSIG(status);
        if (!known[pid % most]) {
            known[pid % most] = 2;
            continue;
        }
        if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
            unsigned long child;
            if (ptrace(PTRACE_GETEVENTMSG, pid, 0, &child) == 0) {
                born(child);
                whole[child % most] = whole[pid % most];
                if (known[child % most] == 2) ptrace(PTRACE_CONT, child, 0, 0);
                known[child % most] = 1;
            }
        } else if (event == PTRACE_EVENT_EXEC) {
            char file[64], name[64] = "";
            snprintf(file, sizeof file, "/proc/%d/comm", pid);
            FILE *comm = fopen(file, "re");
            if (comm) {
                if (fgets(name, sizeof name, comm)) name[strcspn(name, "\n")] = 0;
                fclose(comm);
            }
            if (listed(names, name, 0)) whole[pid % most] = 1;
        } else if (event == PTRACE_EVENT_SECCOMP && !whole[pid % most]) {
            struct __ptrace_syscall_info info;
            char path[PATH_MAX];
            const struct call *call = calls;
            if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0) goto on;
            while (call < calls + kinds && (uint64_t)call->number != info.seccomp.nr) call++;
            if (call == calls + kinds) goto on;
            path_of(pid, call, info.seccomp.args, path);
            if (strncmp(path, directory, size) || path[size] != '/' || listed(skip, path + size + 1, 1)) goto on;
            if (!strcmp(fault, "full") && !call->grows) goto on;
            number++;
            fprintf(log, "%s %s\n", call->name, path + size + 1);
            if (number < wanted || wanted == 0) goto on;
            if (!strcmp(fault, "full")) full = 1;
            if (number == wanted && !strcmp(fault, "kill")) {
                killed = 1;
                for (int i = 0; i < living; i++) kill(alive[i], SIGKILL);
                goto on;
            }
            if (full) refuse(pid, ENOSPC);
            else if (number == wanted && !strcmp(fault, "io")) refuse(pid, EIO);
        }
    on:
        /* What is no event and no stop of a new process is a signal of its own. */
        if (event || signal == SIGSTOP || signal == SIGTRAP) signal = 0;
        ptrace(PTRACE_CONT, pid, 0, signal);
    }
    fclose(log);
    return killed ? 137 : result;
}

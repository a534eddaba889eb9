# What crash prints of a dump, by drgn(8) and in crash's own form, so that one parser reads both: each section a file.
# It runs in every drgn since 0.0.22, so what newer ones have helpers for is read from the kernel's own structures.
# A section that fails leaves the others whole. No single quotes: the host program carries this in a shell variable.
import mmap
import os
import re
import sys
import time

from drgn.helpers.linux.cpumask import for_each_online_cpu
from drgn.helpers.linux.list import list_for_each_entry
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.printk import get_dmesg
from drgn.helpers.linux.sched import task_cpu, task_state_to_char

STATES = {
    "R": "TASK_RUNNING",
    "S": "TASK_INTERRUPTIBLE",
    "D": "TASK_UNINTERRUPTIBLE",
    "T": "TASK_STOPPED",
    "t": "TASK_TRACED",
    "X": "EXIT_DEAD",
    "Z": "EXIT_ZOMBIE",
    "P": "TASK_PARKED",
    "I": "TASK_IDLE",
}
# By the bits of include/linux/panic.h.
TAINTS = "PFSRMBUDAWCIOELKXTNJ"
# What a kernel ends with, as crash prefers one to the other.
PANICS = (
    b"Kernel panic - ",
    b"[Kk]ernel BUG at",
    b"Unable to handle kernel ",
    b"BUG: kernel NULL pointer dereference",
    b"BUG: unable to handle ",
    b"general protection fault",
    b"Oops: ",
)


def main():
    refuse_others()
    write("sys.txt", system())
    try:
        thread = prog.crashed_thread()
    except Exception as error:
        complain("the task that panicked", error)
        thread = None
    log = attempt("the kernel log", lambda: get_dmesg(prog))
    write("log.txt", [] if log is None else [log])
    modules = attempt("modules", list_modules) or []
    attempt("the debuginfo of modules", lambda: load_modules(modules))
    value(load_module_names)
    if thread is not None:
        write("set.txt", context(thread, log or b""))
        stack, symbols = attempt("the stack", lambda: backtrace(thread, modules)) or ([], [])
        write("btl.txt", head(thread) + stack)
        write("sym.txt", symbols)
    write("mod.txt", ["%016x  %s  %016x  %d" % module[1:5] for module in modules])
    write("modtaint.txt", ["%s  %s" % (module[2], module[5]) for module in modules if module[5]])
    write("taint.txt", ["TAINTED_MASK: %x" % value(lambda: prog["tainted_mask"].value_(), 0)])


# Two builds of a release differ in their banner, which the file has too, unless it is nothing but debuginfo.
def refuse_others():
    banner = prog["linux_banner"].string_().strip()
    release = b"Linux version " + prog["UTS_RELEASE"].string_() + b" "
    told = not banner.startswith(release)
    for name in filter(os.path.exists, ("vmlinux", "vmlinux.image")):
        with open(name, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if not told and content.find(banner) >= 0:
                return
            told = told or content.find(release) >= 0
    if told:
        sys.exit("vmlinux and vmcore do not match")


# Bytes of the kernel stay what they are.
def write(name, lines):
    with open(name, "wb") as file:
        for line in lines:
            file.write((line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")) + b"\n")


def complain(what, error):
    print("drgn: %s: %s: %s" % (what, type(error).__name__, error), file=sys.stderr)


def attempt(what, do):
    try:
        return do()
    except Exception as error:
        complain(what, error)
        return None


def value(do, otherwise=None):
    try:
        return do()
    except Exception:
        return otherwise


# One line, whatever the machine said of itself.
def text(name):
    return re.sub("[\x00-\x1f\x7f]", "?", name.string_().decode("utf-8", "surrogateescape"))


def system():
    names = prog["init_uts_ns"].name
    found = [
        ("KERNEL", lambda: "vmlinux"),
        ("CPUS", lambda: len(online())),
        ("DATE", lambda: time.strftime("%a %b %e %H:%M:%S UTC %Y", time.gmtime(seconds()[0]))),
        ("UPTIME", lambda: duration(seconds()[1])),
        ("LOAD AVERAGE", lambda: ", ".join(map(load, prog["avenrun"]))),
        ("TASKS", lambda: sum(1 for _ in for_each_task(prog)) + len(online())),
        ("NODENAME", lambda: text(names.nodename)),
        ("RELEASE", lambda: text(names.release)),
        ("VERSION", lambda: text(names.version)),
        ("MACHINE", lambda: text(names.machine)),
        ("MEMORY", lambda: "%d KB" % (present_pages() * prog["PAGE_SIZE"].value_() // 1024)),
    ]
    return labelled((label, attempt(label, read)) for label, read in found)


def context(thread, log):
    task = thread.object
    found = [
        ("PANIC", panic(log)),
        ("PID", task.pid.value_()),
        ("COMMAND", "\"%s\"" % text(task.comm)),
        ("TASK", "%x" % task.value_()),
        ("CPU", value(lambda: task_cpu(task))),
        ("STATE", value(lambda: STATES[task_state_to_char(task)[0]] + " (PANIC)")),
    ]
    return labelled(found)


def labelled(found):
    return ["%12s: %s" % (label, said) for label, said in found if said is not None]


def online():
    return list(for_each_online_cpu(prog))


# Seconds since 1970 and since the boot. Since 6.17 the timekeepers are an array, of which this is the first.
def seconds():
    core = value(lambda: prog["tk_core"])
    keeper = (prog["timekeeper_data"][0] if core is None else core).timekeeper
    now = keeper.xtime_sec.value_()
    return now, now + keeper.wall_to_monotonic.tv_sec.value_()


def duration(whole):
    days, rest = divmod(whole, 86400)
    clock = "%02d:%02d:%02d" % (rest // 3600, rest // 60 % 60, rest % 60)
    return "%d days, %s" % (days, clock) if days else clock


# The kernel counts in 2048ths, and rounds to hundredths.
def load(average):
    rounded = average.value_() + 10
    return "%d.%02d" % (rounded >> 11, (rounded & 2047) * 100 >> 11)


def present_pages():
    nodes = value(lambda: prog["node_data"])
    if nodes is None:
        return prog["contig_page_data"].node_present_pages.value_()
    return sum(node.node_present_pages.value_() for node in nodes if node.value_())


def panic(log):
    for pattern in PANICS:
        found = re.search(b"(?m)" + pattern + b".*", log)
        if found:
            return "\"%s\"" % found.group().decode("utf-8", "surrogateescape")
    return None


# Where its memory lies, its struct, name, base and size, and what it did to the kernel.
def list_modules():
    modules = []
    for module in list_for_each_entry("struct module", prog["modules"].address_of_(), "list"):
        ranges, lasting = module_ranges(module)
        taints = value(lambda: module.taints.value_(), 0)
        letters = "".join(letter for bit, letter in enumerate(TAINTS) if taints >> bit & 1)
        size = sum(size for _, size in ranges[:lasting])
        modules.append((ranges, module.value_(), text(module.name), ranges[0][0], size, letters))
    return modules


# drgn has looked where distributions put it. Modules from elsewhere have theirs where crash is shown it.
def load_modules(modules):
    wanted = {module[2].replace("-", "_") for module in modules}
    for directory, _, names in os.walk("modules/."):
        for name in names:
            parts = name.split(".ko")
            if len(parts) == 2 and parts[0].replace("-", "_") in wanted and parts[1] in ("", ".debug"):
                path = os.path.join(directory, name)
                value(lambda: prog.load_debug_info([path]))


# Since 0.0.30 the names of what has no debuginfo come from the dump itself.
def load_module_names():
    from drgn.helpers.linux.kallsyms import load_module_kallsyms

    prog.register_symbol_finder("modules", load_module_kallsyms(prog), enable_index=-1)


# Base and size of what it has, and of how much of that its initialisation is not: an array since 6.4, two structs since
# 4.5, members of their own before.
def module_ranges(module):
    memory = value(lambda: module.mem)
    if memory is not None:
        found = [(one.base.value_(), one.size.value_()) for one in memory]
        return found, value(lambda: prog["MOD_INIT_TEXT"].value_(), 4)
    layouts = value(lambda: (module.core_layout, module.init_layout))
    if layouts is not None:
        return [(one.base.value_(), one.size.value_()) for one in layouts], 1
    core = (module.module_core.value_(), module.core_size.value_())
    return [core, (module.module_init.value_(), module.init_size.value_())], 1


def head(thread):
    task = thread.object
    form = "PID: %-7d  TASK: %016x  CPU: %-3s  COMMAND: \"%s\""
    return [form % (task.pid.value_(), task.value_(), value(lambda: task_cpu(task), "?"), text(task.comm))]


# An inlined function is part of the one that it is in, whose innermost source counts, as with crash. What was
# interrupted belongs to the frame that interrupted it. Behind what has no name, drgn does no more than guess.
def backtrace(thread, modules):
    lines, symbols, source, level = [], [], None, 0
    for frame in thread.stack_trace():
        source = source or value(frame.source)
        if value(lambda: frame.is_inline, False):
            continue
        symbol = value(frame.symbol)
        known = "%s+%d" % (symbol.name, frame.pc - symbol.address) if symbol else None
        inside = ["    %s: %d" % source[:2]] if source and source[0] else []
        module = " [%s]" % owner(frame.pc, modules) if owner(frame.pc, modules) else ""
        if frame.pc >> 63 == 0 and not symbol:
            break
        if level and frame.interrupted:
            lines.append("    [exception RIP: %s]%s" % (known or "unknown or invalid address", module))
            lines += inside + registers(frame)
        elif symbol:
            name = symbol.name
            lines.append("%s#%d [%x] %s at %x%s" % (" " * (level < 10), level, pointer(frame), name, frame.pc, module))
            lines += inside
            level += 1
        if not symbol:
            print("drgn: the stack goes on at %x, which has no name" % frame.pc, file=sys.stderr)
            break
        where = "  %s: %d" % source[:2] if source and source[0] else ""
        symbols.append("%x (t) %s%s%s" % (frame.pc, known, module, where))
        source = None
    return lines, symbols


def owner(address, modules):
    for module in modules:
        if any(base <= address < base + size for base, size in module[0]):
            return module[2]
    return None


def pointer(frame):
    held = frame.registers()
    return next((held[name] for name in ("rsp", "sp", "r1", "r15") if name in held), 0)


def registers(frame):
    held = dict(frame.registers())
    place = "RIP" if "rip" in held else "PC"
    held.pop("rip", None)
    held["pc"] = frame.pc
    said = [(place if name == "pc" else name.upper(), number) for name, number in sorted(held.items())]
    return ["    %s: %016x" % one for one in said if 0 <= one[1] < 1 << 64]


main()

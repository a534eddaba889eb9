// SPDX-License-Identifier: GPL-2.0 OR MIT
// Makes a kernel fail in the way that `kind` names, as soon as it is loaded: for throwaway VMs alone.
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

static char *kind = "";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "null, gpf, bug, panic, warn, softlockup or hungtask");

struct faults_record {
	long padding[4];
	int value;
};

static noinline void faults_null(struct faults_record *record)
{
	WRITE_ONCE(record->value, 1);
}

static noinline void faults_bug(int refused)
{
	BUG_ON(refused);
}

static noinline void faults_panic(const char *why)
{
	panic("faults: %s", why);
}

static noinline void faults_warn(int odd)
{
	WARN(odd, "faults: something is odd\n");
}

static noinline void faults_softlockup(void)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

static noinline void faults_hungtask(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
}

static int __init faults_init(void)
{
	if (!strcmp(kind, "null"))
		faults_null(NULL);
	else if (!strcmp(kind, "gpf"))
		faults_null((struct faults_record *)0xdead000000000000UL);
	else if (!strcmp(kind, "bug"))
		faults_bug(1);
	else if (!strcmp(kind, "panic"))
		faults_panic("asked for");
	else if (!strcmp(kind, "warn"))
		faults_warn(1);
	else if (!strcmp(kind, "softlockup"))
		faults_softlockup();
	else if (!strcmp(kind, "hungtask"))
		faults_hungtask();
	else
		return -EINVAL;
	return 0;
}
module_init(faults_init);

MODULE_DESCRIPTION("Makes a kernel fail on request");
MODULE_LICENSE("Dual MIT/GPL");

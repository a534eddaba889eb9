import { isEntry } from "./entries";
import { symbols } from "./symbols";

/** Whether the kernel ends with a function, or prints its stack: what stands above it on a stack is how it did. */
export const isDeath = symbols(`
    panic vpanic nmi_panic panic_* die die_* __die __die_* oops_begin* oops_end* oops_enter* oops_exit*
    arm64_notify_die arm_notify_die do_unrecoverable_* die_kernel_fault crash_kexec* __crash_kexec*
    machine_kexec* __machine_kexec* default_machine_kexec do_kexec_thunk crash_save_* crash_setup_*
    crash_fixup_* crash_shutdown* crash_ipi* crash_nmi* crash_fadump fadump_* smp_send_crash_stop
    machine_crash_* native_machine_* machine_restart emergency_restart dump_stack* dump_backtrace*
    dump_trace* show_stack* show_trace* show_regs* show_backtrace* __dump_stack* __show_stack* __show_regs*
    print_call_trace* unwind_backtrace* walk_stack* arch_stack_walk* sched_show_task show_state_filter
    nmi_cpu_backtrace* nmi_trigger_cpumask_backtrace arch_trigger_cpumask_backtrace trigger_*backtrace
    rcu_dump_cpu_stacks store_status s390_reset_system smp_switch_to_ipl_cpu smp_call_ipl_cpu smp_stop_cpu
    __do_machine_k* do_kdump machine_kdump
`);

/** Whether the CPU that ended the kernel goes through a function; the others are only stopped. */
export const isEnd = symbols("panic vpanic machine_kexec* __crash_kexec* crash_kexec* oops_end* die __die");

/** Whether a CPU goes through a function because another one ended the kernel. */
export const isStopped = symbols(`
    crash_nmi_callback crash_ipi_callback ipi_cpu_crash_stop ipi_cpu_stop local_cpu_stop cpu_park_loop stop_this_cpu
    machine_crash_nonpanic_core smp_stop_nmi_callback
`);

/** Below the entries of exceptions, which are the architectures' own. */
const isHandler = symbols(`
    __warn* warn_slowpath_* report_bug* __report_bug* handle_bug __handle_bug fixup_bug* check_panic_on_warn
    bug_handler bug_brk_handler brk_handler call_break_hook call_el1_break_hook reg_to_error do_trap*
    do_error_trap do_invalid_op do_int3* do_double_fault do_general_protection do_divide_error
    do_stack_segment do_bounds do_debug* do_brk64 do_el1_* do_undef* do_sp_pc_abort do_bti do_sea do_serror
    do_mem_abort do_translation_fault do_tag_check_fault do_kernel_fault __do_kernel_fault do_page_fault
    __do_page_fault do_user_addr_fault do_kern_addr_fault handle_page_fault do_PrefetchAbort do_DataAbort
    do_bad do_bad_area do_alignment* do_privop* do_program_check do_illegal* do_ri do_ade* do_bp do_tr
    do_report_trap do_asynchronous_page_fault no_context bad_area* __bad_area* bad_page_fault
    __bad_page_fault bad_kernel_fault page_fault_oops kernelmode_fixup_or_oops bad_mode bad_el0_sync
    handle_bad_stack handle_stack_overflow df_debug notify_die notifier_call_chain
    __atomic_notifier_call_chain atomic_notifier_call_chain* xen_panic_event program_check_exception
    unknown_exception system_reset_exception kernel_bad_stack do_no_context do_dat_exception
    do_protection_exception do_asce_exception handle_fault_error* do_fault_error default_trap_handler
    addressing_exception illegal_op privileged_op divide_exception data_exception specification_exception
    translation_specification_exception space_switch_exception monitor_event_exception kernel_stack_overflow
`);

/** Whether a function looks for faults that others make: the sanitizers, lockdep, and checks of lists, locks, objects and copies. */
export const isCheck = symbols(`
    kasan_* __kasan_* hwasan_* kmsan_* kcsan_* ubsan_* kfence_* __asan_* __msan_* __tsan_* __hwasan_*
    __sanitizer_* __ubsan_* check_memory_region* check_region_inline end_report start_report print_report*
    print_address_description* report_enabled report_suppressed handle_overflow handle_object_size_mismatch
    __stack_chk_fail fortify_panic __fortify_* usercopy_abort usercopy_warn __check_object_size
    __check_heap_object check_heap_object check_stack_object lockdep_* lock_acquire* lock_release*
    lock_acquired lock_downgrade lock_is_held* __lock_acquire* __lock_release* __lock_is_held* __lock_downgrade validate_chain* mark_lock mark_lock_irq mark_usage
    mark_held_locks register_lock_class assign_lock_key look_up_lock_class reacquire_held_locks hlock_class
    check_flags check_wait_context check_noncircular check_prev_add check_prevs_add check_deadlock
    check_irq_usage check_usage check_usage_forwards check_usage_backwards check_preemption_disabled __this_cpu_preempt_check print_*_bug
    print_unlock_imbalance_bug* print_usage_bug* print_circular_bug* print_bad_irq_dependency print_lock_*
    print_tainted valid_state debug_print_object debug_object_* __debug_object_* debug_check_no_obj_freed
    __debug_check_no_obj_freed debug_check_no_locks_* debug_smp_processor_id debug_mutex_* debug_spin_*
    spin_bug spin_dump rwlock_bug refcount_warn_saturate
    refcount_error_report __list_add_valid* __list_del_entry_valid* __schedule_bug __might_* ___might_sleep
    might_fault rcu_preempt_sleep_check dump_header* warn_alloc* __cant_sleep __cant_migrate skb_panic skb_over_panic skb_under_panic bad_page
    slab_err slab_bug slab_fix object_err object_err_* print_trailer check_bytes_and_report slab_pad_check
    check_pad_bytes check_slab check_object on_freelist free_debug_processing alloc_debug_processing
    free_consistency_checks alloc_consistency_checks __slab_error slab_error cache_free_debugcheck verify_redzone_free
    check_poison_obj list_slab_objects __list_add __list_add_rcu __list_del_entry list_del
`);

/** Who only noticed: watchdogs and RCU, in the interrupt that the stuck CPU still took. */
const isWatch = symbols(`
    watchdog* sdei_* _sdei_handler __sdei_handler is_softlockup is_hardlockup check_hung_*
    rcu_sched_clock_irq rcu_check_callbacks rcu_pending __rcu_pending rcu_check_gp_* check_cpu_stall*
    print_cpu_stall* print_other_cpu_stall* panic_on_rcu_stall update_process_times tick_* __run_hrtimer
    __hrtimer_run_queues hrtimer_interrupt local_apic_timer_interrupt smp_apic_timer_interrupt
    perf_event_overflow __perf_event_overflow perf_event_nmi_handler intel_pmu_handle_irq x86_pmu_handle_irq
    amd_pmu_* handle_pmi_common
`);

/** Non-maskable interrupts, errors of the hardware, and CPUs that are restarted. */
const isHardware = symbols(`
    do_nmi exc_do_nmi default_do_nmi nmi_handle unknown_nmi_error io_check_error pci_serr_error
    mem_parity_error hpwdt_pretimeout mce_* do_machine_check do_mce machine_check_* ghes_* __ghes_* apei_*
    wait_for_panic s390_do_machine_check s390_handle_damage do_restart __do_restart pcpu_delegate restart_* smp_restart_* smp_call_restart*
`);

/** Whether a function handles or finds faults that others make. */
export function isFinder(symbol: string): boolean {
    return isHandler(symbol) || isCheck(symbol) || isWatch(symbol) || isHardware(symbol);
}

/** Whether a function is one that tasks wait in: the scheduler, mutexes, semaphores and waits for I/O. */
export const isWaiting = symbols(`
    schedule schedule_* _schedule __schedule __schedule_* io_schedule* preempt_schedule* context_switch
    __switch_to* bit_wait* __wait_* wait_* out_of_line_wait_* do_wait_* mutex_lock* _mutex_lock*
    __mutex_lock* rt_mutex_* __rt_mutex_* rwsem_* call_rwsem_* down down_* __down* percpu_down_* __percpu_*
    rwbase_* usleep_range* msleep* cond_resched* _cond_resched folio_wait_* __folio_lock* __lock_page*
    ldsem_down_* console_lock rcu_barrier*
`);

/** Whether a function is one that tasks end in, which is no place of a fault. */
export const isExit = symbols(`
    do_exit do_group_exit make_task_dead rewind_stack_* get_signal* __x64_sys_exit_group kthread_exit
`);

/** Whether memory is freed by a function. */
export const isFreeing = symbols(`
    kfree* kzfree kvfree* vfree kmem_cache_free* slab_free* do_slab_free* __slab_free __cache_free
    ___cache_free
`);

/** Whether a function is part of crash handling. */
export function isMachinery(symbol: string): boolean {
    return isDeath(symbol) || isFinder(symbol) || isEntry(symbol);
}

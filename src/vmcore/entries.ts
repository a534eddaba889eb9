import { Symbols, symbols } from "./symbols";

/** Where exceptions and interrupts enter the kernel of an architecture. What they interrupted is the next frame, unless the stack names it. */
interface Architecture {
    /** As `uname -m` tells it. */
    machine: RegExp;
    isEntry: Symbols;
    /** Whether the names are such as functions elsewhere may have too. */
    isVague?: boolean;
}

/** By arch/ of the kernel: its entry code, from 2.6.32 on. */
const architectures: Architecture[] = [
    {
        machine: /^(?:x86_64|amd64|i[3-6]86)$/,
        isEntry: symbols(`
            exc_* asm_exc_* sysvec_* __sysvec_* asm_sysvec_* fred_* asm_fred_* common_interrupt*
            asm_common_interrupt* asm_call_on_stack asm_call_irq_on_stack page_fault async_page_fault
            general_protection invalid_op divide_error double_fault stack_segment int3 debug bounds overflow
            alignment_check machine_check error_code coprocessor_error simd_coprocessor_error
            segment_not_present invalid_TSS device_not_available xen_page_fault xen_general_protection
            xen_invalid_op xen_int3 xen_debug xen_hypervisor_callback xen_hvm_callback_vector
            xen_do_hypervisor_callback hyperv_callback_vector common_exception nmi end_repeat_nmi repeat_nmi
            nmi_restore ret_from_intr entry_INT80* apic_timer_interrupt call_function_interrupt
            call_function_single_interrupt reschedule_interrupt irq_work_interrupt error_interrupt
            spurious_interrupt thermal_interrupt threshold_interrupt deferred_error_interrupt
            smp_apic_timer_interrupt_* smp_trace_* trace_apic_timer_interrupt x86_platform_ipi
            reboot_interrupt kvm_posted_intr*
        `),
    },
    {
        machine: /^(?:aarch64|arm64)\w*$/,
        isEntry: symbols(`
            el1_* el1h_* el1t_* __el1_* __bad_stack __sdei_asm_* call_on_irq_stack do_interrupt_handler
            gic_handle_irq
        `),
    },
    {
        machine: /^arm(?!64)\w*$/,
        isEntry: symbols(`
            __dabt_svc __pabt_svc __und_svc __irq_svc __fiq_svc __dabt_invalid __pabt_invalid __und_invalid
            __irq_invalid __fiq_invalid vector_irq vector_dabt vector_pabt vector_und vector_fiq
        `),
    },
    {
        machine: /^(?:ppc|powerpc)\w*$/,
        isEntry: symbols(`
            data_access_common* data_access_slb* instruction_access_common* instruction_access_slb* hardware_interrupt_common* decrementer_common*
            program_check_common* system_reset_common* machine_check_common* machine_check_early*
            alignment_common* performance_monitor_common* doorbell_super_common*
            facility_unavailable_common* single_step_common* emulation_assist_common* soft_nmi_common*
            hmi_exception_common* h_*_common h_*_common_virt denorm_exception_common* fp_unavailable_common*
            altivec_unavailable_common* vsx_unavailable_common* trap_0b_common* replay_interrupt_return
            do_hash_page
        `),
    },
    {
        machine: /^s390x?$/,
        isEntry: symbols(`
            pgm_check_* __do_pgm_check io_int_handler ext_int_handler mcck_int_handler restart_int_handler
            do_io_irq do_ext_irq
        `),
    },
    {
        machine: /^riscv\w*$/,
        isEntry: symbols(
            "handle_exception ret_from_exception handle_kernel_page_fault do_irq handle_riscv_irq",
        ),
    },
    {
        machine: /^(?:loongarch|mips)\w*$/,
        isVague: true,
        isEntry: symbols(`
            handle_ade handle_adef handle_adel handle_ades handle_ale handle_bce handle_bp handle_cpu
            handle_dbe handle_fpe handle_ftlb handle_gsexc handle_msa* handle_fpu handle_ibe handle_int
            handle_lasx handle_lbt handle_lsx handle_mcheck handle_ov handle_reserved handle_ri* handle_tlb*
            handle_tr handle_vint handle_watch tlb_do_page_fault_* ret_from_exception ret_from_irq
            except_vec* nmi_handler
        `),
    },
];

/**
 * Whether an exception or interrupt enters the kernel there.
 *
 * @param machine - `uname -m`, where it is known
 */
export function isEntry(symbol: string, machine?: string): boolean {
    return architectures.some(
        ({ machine: own, isEntry: enters, isVague }) =>
            (machine === undefined ? isVague !== true : own.test(machine)) && enters(symbol),
    );
}

/** Whether the entries of an architecture, by `uname -m`, are known here. */
export function knowsArchitecture(machine: string): boolean {
    return architectures.some((architecture) => architecture.machine.test(machine));
}

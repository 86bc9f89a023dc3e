#include "CWCKernels.h"

#if __has_include(<sched.h>)
#include <sched.h>
#endif

void cwc_wait(uint32_t round) {
#if __has_include(<sched.h>)
    // Some microseconds of waiting: whom we wait for may need this processor.
    if (round % 256 == 255) {
        sched_yield();
        return;
    }
#endif
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

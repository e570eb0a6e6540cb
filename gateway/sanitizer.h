/* sanitizer.h - whether this build has AddressSanitizer, which maps terabytes, writes its reports
 * to standard error, and looks for leaks at the end of a process. */
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_IS_ON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_IS_ON 1
#endif
#endif
#ifndef SANITIZER_IS_ON
#define SANITIZER_IS_ON 0
#endif

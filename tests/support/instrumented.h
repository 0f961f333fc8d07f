#pragma once

namespace dunlin::testing {

/// Sanitizers make everything several times slower: tests that repeat something a million times do
/// a share of it there, and all of it in the release build.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr int kShare = 10;
#else
inline constexpr int kShare = 1;
#endif

}  // namespace dunlin::testing

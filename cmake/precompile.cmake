# Precompiles the headers of libraries that nearly every file reads, and no header of ours. The presets that ship
# precompile nothing (docs/adr/0004-precompiled-library-headers.md).
option(DUNLIN_PRECOMPILE "precompile library headers" OFF)

# dunlin_precompile(<target>): reads the precompiled headers of the libraries; of a test's as well when it says TEST.
function(dunlin_precompile target)
  if(DUNLIN_PRECOMPILE)
    if("TEST" IN_LIST ARGN)
      target_precompile_headers(${target} REUSE_FROM dunlin_precompiled_for_tests)
    else()
      target_precompile_headers(${target} REUSE_FROM dunlin_precompiled)
    endif()
  endif()
endfunction()

if(NOT DUNLIN_PRECOMPILE)
  return()
endif()

add_compile_options(-pthread)   # must be the same in the precompiled header and wherever it is read
set(precompiled
  <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <ranges> <span> <string> <string_view>
  <utility> <variant> <vector>
  <boost/asio/any_completion_handler.hpp> <boost/asio/any_io_executor.hpp> <boost/asio/async_result.hpp>
  <boost/asio/awaitable.hpp> <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>
  <boost/json/value.hpp>
  <fmt/format.h>)
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
add_library(dunlin_precompiled STATIC ${CMAKE_BINARY_DIR}/precompiled.cc)
target_link_libraries(dunlin_precompiled PRIVATE fmt::fmt Boost::json)
target_precompile_headers(dunlin_precompiled PRIVATE ${precompiled})

add_library(dunlin_precompiled_for_tests STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/precompiled.cc)
# As programs are compiled, which the tests are; the compiler wants both the same.
set_target_properties(dunlin_precompiled_for_tests PROPERTIES POSITION_INDEPENDENT_CODE OFF)
target_compile_options(dunlin_precompiled_for_tests PRIVATE -fPIE)
target_link_libraries(dunlin_precompiled_for_tests PRIVATE fmt::fmt Boost::json GTest::gmock)
target_precompile_headers(dunlin_precompiled_for_tests PRIVATE ${precompiled} <gmock/gmock.h> <gtest/gtest.h>)
if(DUNLIN_SANITIZE)
  target_compile_options(dunlin_precompiled_for_tests PRIVATE -O0)
endif()

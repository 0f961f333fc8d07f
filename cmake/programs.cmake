# What is linked from the folders: the program, the simulation, the helpers of the tests, fuzz targets, benchmarks.

# Opens a fresh, migrated database of either engine for a test (PostgreSQL in a cluster of its own).
file(GLOB storage_testing CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/storage/*.cc)
list(FILTER storage_testing EXCLUDE REGEX "_test\\.cc$")
if(storage_testing)
  add_library(dunlin_storage_testing STATIC ${storage_testing})
  target_link_libraries(dunlin_storage_testing PUBLIC dunlin_db GTest::gtest)
else()
  add_library(dunlin_storage_testing INTERFACE)
endif()

# Linked first, so that malloc is its own; sanitizers bring theirs (docs/adr/0020-an-allocator-of-its-own.md).
if(NOT DUNLIN_SANITIZE)
  set(DUNLIN_ALLOCATOR mimalloc)
endif()

# dunlin_program(<target> <source> <library>...): an executable, once its source is there.
function(dunlin_program target source)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${source})
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE ${DUNLIN_ALLOCATOR} ${ARGN})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endfunction()
dunlin_program(dunlin src/main.cc dunlin_cli)
dunlin_program(dunlin_sim sim/main.cc dunlin_checks)

# What sees the most headers: the longest compilations when optimised, and nothing that tests wait for.
if(DUNLIN_SANITIZE)
  set_source_files_properties(src/cli/cli.cc src/cli/serve.cc sim/checks/command_line.cc src/base/asio.cc
    PROPERTIES COMPILE_OPTIONS -O0 SKIP_PRECOMPILE_HEADERS ON)
endif()

# Shapes of coroutines that a compiler may get wrong: in no folder, because it uses none.
file(GLOB canary ${CMAKE_SOURCE_DIR}/tests/canary/*_test.cc)
add_executable(test_canary ${canary})
target_link_libraries(test_canary PRIVATE GTest::gtest_main)
add_test(NAME canary COMMAND test_canary)

# tests/fuzz/<name>_fuzz.cc → fuzz_<name>. In the debug build it replays the corpus; the fuzz preset searches.
if(DUNLIN_SANITIZE MATCHES "address")
  file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cc)
  foreach(source IN LISTS fuzz_targets)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" name ${name})
    add_executable(fuzz_${name} ${source})
    target_link_libraries(fuzz_${name} PRIVATE dunlin_server)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()

# bench/<name>_bench.cc → bench_<name>; only ./dev bench builds them.
file(GLOB benchmarks CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*_bench.cc)
add_custom_target(benchmarks)
foreach(source IN LISTS benchmarks)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_bench$" "" name ${name})
  add_executable(bench_${name} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(bench_${name} PRIVATE dunlin_server benchmark::benchmark)
  add_dependencies(benchmarks bench_${name})
endforeach()

include(${CMAKE_SOURCE_DIR}/cmake/planted_bugs.cmake)

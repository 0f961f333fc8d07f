# Each planted bug is the simulation linked once more, with the one file that holds the bug compiled with its switch:
# sim_bug_<name>. The linker takes the object and leaves the library's own aside.
add_custom_target(planted_bugs)
function(dunlin_planted_bug name file)
  add_executable(sim_bug_${name} sim/main.cc ${file})
  target_compile_definitions(sim_bug_${name} PRIVATE DUNLIN_BUG_${name}=1)
  target_link_libraries(sim_bug_${name} PRIVATE dunlin_checks)
  set_target_properties(sim_bug_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  add_dependencies(planted_bugs sim_bug_${name})
endfunction()

if(NOT DUNLIN_SANITIZE MATCHES "address")
  return()
endif()
dunlin_planted_bug(ack_before_commit src/db/sqlite_group_commit.cc)
dunlin_planted_bug(synchronous_off src/db/sqlite_connection.cc)
dunlin_planted_bug(retry_on_timeout src/outbound/decide_outcome.cc)
dunlin_planted_bug(resend_after_crash src/outbound/store_claim.cc)
dunlin_planted_bug(no_scan src/pipeline/recovery.cc)

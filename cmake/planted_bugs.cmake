# Each planted bug is the simulation linked once more, with the one file that holds the bug compiled with its switch:
# sim_bug_<name>. The linker takes the object and leaves the library's own aside. ./dev sim --bugs runs all of them in
# the release build; those that few seeds show are left out of the debug build, whose seeds take longer.
add_custom_target(planted_bugs)
# dunlin_planted_bug(<name> <file> <what it does> [SELDOM])
function(dunlin_planted_bug name file text)
  if(DUNLIN_SANITIZE AND "SELDOM" IN_LIST ARGN)
    return()
  endif()
  add_executable(sim_bug_${name} $<TARGET_OBJECTS:sim_main> ${file})
  target_compile_definitions(sim_bug_${name} PRIVATE DUNLIN_BUG_${name}=1)
  target_link_libraries(sim_bug_${name} PRIVATE dunlin_checks)
  set_target_properties(sim_bug_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  if(NOT DUNLIN_SANITIZE)
    set_target_properties(sim_bug_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  add_dependencies(planted_bugs sim_bug_${name})
endfunction()

# The same bug in the tests of the store, on both engines.
# dunlin_planted_bug_of_store(<name> <file> <what it does>)
function(dunlin_planted_bug_of_store name file text)
  add_executable(store_bug_${name} ${CMAKE_SOURCE_DIR}/src/outbound/store_test.cc
    ${CMAKE_SOURCE_DIR}/src/outbound/world_test.cc ${file})
  target_compile_definitions(store_bug_${name} PRIVATE DUNLIN_BUG_${name}=1)
  target_link_libraries(store_bug_${name} PRIVATE dunlin_outbound dunlin_storage_testing dunlin_test_support
    GTest::gtest_main GTest::gmock)
  set_target_properties(store_bug_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  if(DUNLIN_SANITIZE)
    target_compile_options(store_bug_${name} PRIVATE -O0)
  else()
    set_target_properties(store_bug_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  add_dependencies(planted_bugs store_bug_${name})
endfunction()

if(DUNLIN_SANITIZE AND NOT DUNLIN_SANITIZE MATCHES "address")
  return()
endif()
add_library(sim_main OBJECT EXCLUDE_FROM_ALL sim/main.cc)
target_link_libraries(sim_main PRIVATE dunlin_checks)
dunlin_planted_bug(ack_before_commit src/db/sqlite_group_commit.cc
  "answers before COMMIT")
dunlin_planted_bug(failed_commit_is_good src/db/sqlite_group_commit.cc
  "answers as if a failed COMMIT had gone well")
dunlin_planted_bug(goes_on_after_failed_sync src/db/sqlite_syncer.cc
  "answers as if a failed fsync had gone well")
dunlin_planted_bug(synchronous_off src/db/sqlite_connection.cc
  "never syncs")
dunlin_planted_bug(synchronous_normal src/db/sqlite_connection.cc
  "syncs at checkpoints only, which is all that `synchronous=NORMAL` does")
dunlin_planted_bug(any_signature src/intake/http_webhook.cc
  "takes any signature for right")
dunlin_planted_bug(false_200 src/intake/webhook.cc
  "answers 200 although the body could not be stored")
dunlin_planted_bug(no_event_key src/intake/store_decoded.cc
  "takes every event for a new one")
dunlin_planted_bug(prunes_parked_bodies src/intake/store_decoded.cc
  "forgets the bodies of parked events")
dunlin_planted_bug(retry_after_5xx src/graph/classify.cc
  "takes an error that says nothing of the effect for \"not sent\"")
dunlin_planted_bug(retry_on_timeout src/outbound/decide_outcome.cc
  "sends again after an unknown outcome")
dunlin_planted_bug(ignores_waits src/outbound/decide_outcome.cc
  "does not let the account wait when Instagram says so")
dunlin_planted_bug(reads_back_at_once src/outbound/decide_outcome.cc
  "looks at once, and once, whether an unknown send arrived" SELDOM)
dunlin_planted_bug(budgets_without_end src/outbound/limiter.cc
  "never finds a budget used up")
dunlin_planted_bug(budgets_not_kept src/outbound/store_limiter.cc
  "forgets what of a budget was used")
dunlin_planted_bug(resend_after_crash src/outbound/store_claim.cc
  "takes what a dead process was sending for unsent" SELDOM)
dunlin_planted_bug(claim_ignores_order src/outbound/store_claim.cc
  "takes the newest answer of a conversation first")
dunlin_planted_bug(several_in_flight src/outbound/store_claim.cc
  "sends several answers of a conversation at once")
dunlin_planted_bug(forget_claimed src/outbound/store_claim.cc
  "leaves what a dead process had claimed" SELDOM)
dunlin_planted_bug(never_reads_back src/outbound/store_reconcile.cc
  "leaves unknown what no echo settles")
dunlin_planted_bug(echo_needs_mid src/outbound/store_echo.cc
  "knows an echo by its message id alone")
dunlin_planted_bug(skip_opt_out src/outbound/gate.cc
  "the gate does not ask whether the person said stop since")
dunlin_planted_bug(window_never_closes src/conversations/window.cc
  "takes the window to answer for open for ever")
dunlin_planted_bug(chance_from_address src/outbound/sender_deliver.cc
  "draws a pause from an address in memory instead of the seed")
dunlin_planted_bug(no_scan src/pipeline/recovery.cc
  "trusts the hint in memory instead of the journal")
dunlin_planted_bug(first_event_ends_body src/pipeline/batch.cc
  "takes a body for done with the first of its events" SELDOM)
dunlin_planted_bug(time_of_receipt src/pipeline/handle.cc
  "stores when a message came instead of when it was written")
dunlin_planted_bug(drops_unknown_accounts src/pipeline/lane_batch.cc
  "forgets what came for an account that is not connected")
dunlin_planted_bug(drops_unreadable src/pipeline/complete_edit.cc
  "forgets a message that was only announced and cannot be read")
dunlin_planted_bug(late_stop_is_lost src/pipeline/heed_opt_out.cc
  "overlooks a STOP where nothing is to be answered" SELDOM)
dunlin_planted_bug(profile_read_once src/pipeline/decide_profile.cc
  "gives a profile up after one failed read")
dunlin_planted_bug(news_needs_message src/conversations/store_news.cc
  "drops an edit, unsend or seen mark that overtook its message")
dunlin_planted_bug(resurrects_unsent src/conversations/store_message.cc
  "stores the text of a message that was unsent before it came")
dunlin_planted_bug(last_edit_wins src/conversations/store_news.cc
  "keeps the edit that came last instead of the newest")
dunlin_planted_bug(last_reaction_wins src/conversations/store_news.cc
  "keeps the reaction that came last instead of the newest" SELDOM)
# What only several nodes show.
dunlin_planted_bug(no_epoch_check src/outbound/store_settle.cc
  "lets a stale owner's outcome through: neither epoch nor owner is asked" SELDOM)
dunlin_planted_bug(sends_late src/outbound/sender_deliver.cc
  "sends what it had begun before it stood still" SELDOM)
dunlin_planted_bug(number_without_lease src/workspace/store_node.cc
  "takes a node's number without looking whether its lease has ended")
dunlin_planted_bug(unknown_commit_is_good src/intake/webhook.cc
  "answers 200 although it is not known whether the body was stored" SELDOM)
dunlin_planted_bug_of_store(no_epoch_check src/outbound/store_settle.cc
  "lets a stale owner's outcome through: neither epoch nor owner is asked")

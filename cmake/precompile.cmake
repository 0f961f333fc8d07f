# The run preset precompiles the headers of libraries that nearly every file reads, and no header of ours
# (docs/adr/0004-precompiled-headers-for-the-first-start.md).
option(DUNLIN_PRECOMPILE "precompile library headers: for the first start" OFF)
if(NOT DUNLIN_PRECOMPILE)
  return()
endif()

add_compile_options(-pthread)   # must be the same in the precompiled header and wherever it is read
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
add_library(dunlin_precompiled STATIC ${CMAKE_BINARY_DIR}/precompiled.cc)
target_link_libraries(dunlin_precompiled PRIVATE fmt::fmt Boost::json)
target_precompile_headers(dunlin_precompiled PRIVATE
  <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <ranges> <span> <string> <string_view>
  <utility> <variant> <vector>
  <boost/asio/any_completion_handler.hpp> <boost/asio/any_io_executor.hpp> <boost/asio/async_result.hpp>
  <boost/asio/awaitable.hpp> <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>
  <boost/json/value.hpp>
  <fmt/format.h>)

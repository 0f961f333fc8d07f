#include "cli/process.h"

#include <csignal>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "base/sentence.h"

namespace dunlin::cli {
namespace {

Task<void> wait_and_stop(Process& process, std::function<Task<void>()> stop) {
  co_await stop();
  process.end();
}

}  // namespace

void Process::on_signal(std::function<Task<void>()> stop) {
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  const auto signals = std::make_shared<boost::asio::signal_set>(io, SIGTERM, SIGINT);
  signals->async_wait([this, signals, stop](const boost::system::error_code& error, int) {
    if (!error) spawn(executor, wait_and_stop(*this, stop));
  });
}

int complain(const Error& error) {
  fmt::print(stderr, "dunlin: {}\n", as_sentence(error.message));
  if (!error.hint.empty()) fmt::print(stderr, "{}\n", as_sentence(error.hint));
  return error.code == Code::invalid ? 2 : 1;
}

}  // namespace dunlin::cli

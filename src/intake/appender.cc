#include "intake/appender.h"

#include <deque>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dunlin::intake {
namespace {

using Rows = std::vector<std::shared_ptr<const RawEvent>>;
using Answer = boost::asio::any_completion_handler<void(Status)>;

Task<Status> write_rows(db::Database journal, NodeScope node, Rows rows) {
  const auto insert = [node, rows = std::move(rows)](db::Tx& tx) -> Status {
    std::vector<const RawEvent*> raws;
    for (const auto& row : rows) raws.push_back(row.get());
    return append_raw(tx, node, raws);
  };
  co_return co_await journal.write(insert);
}

struct Batch {
  Rows rows;
  std::vector<Answer> answers;
};

}  // namespace

struct Appender::State {
  struct Waiting {
    std::shared_ptr<const RawEvent> raw;
    Answer answer;
  };

  db::Database journal;
  NodeScope node;
  std::deque<Waiting> waiting;
  bool draining = false;

  Batch take() {
    Batch batch;
    std::size_t bytes = 0;
    while (!waiting.empty() && batch.rows.size() < kMaxBatchRows) {
      bytes += waiting.front().raw->body.size();
      if (!batch.rows.empty() && bytes > kMaxBatchBytes) break;
      batch.rows.push_back(std::move(waiting.front().raw));
      batch.answers.push_back(std::move(waiting.front().answer));
      waiting.pop_front();
    }
    return batch;
  }
};

Appender::Appender(db::Database journal, NodeScope node)
    : state_(std::make_shared<State>(State{std::move(journal), node, {}, false})) {}

// The drain may still hold the state; the frames that wait must go now, with what they refer to.
Appender::~Appender() {
  const auto waiting = std::exchange(state_->waiting, {});
}

Task<void> Appender::drain(std::shared_ptr<State> state) {
  const Executor executor = co_await boost::asio::this_coro::executor;
  while (!state->waiting.empty()) {
    Batch batch = state->take();
    Rows rows = std::move(batch.rows);
    const Status written = co_await write_rows(state->journal, state->node, std::move(rows));
    for (Answer& answer : batch.answers) {
      boost::asio::post(executor, [answer = std::move(answer), written]() mutable {
        std::move(answer)(written);
      });
    }
  }
  state->draining = false;
}

Task<Status> Appender::append(std::shared_ptr<const RawEvent> raw) {
  if (state_->journal.engine() == db::Engine::sqlite) {
    Rows rows{std::move(raw)};
    co_return co_await write_rows(state_->journal, state_->node, std::move(rows));
  }
  const Executor executor = co_await boost::asio::this_coro::executor;
  const auto start = [state = state_, executor](auto answer, std::shared_ptr<const RawEvent> body) {
    state->waiting.push_back({std::move(body), Answer(std::move(answer))});
    if (std::exchange(state->draining, true)) return;
    spawn(executor, drain(state));
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(Status)>(start, boost::asio::use_awaitable,
                                                               std::move(raw));
}

}  // namespace dunlin::intake

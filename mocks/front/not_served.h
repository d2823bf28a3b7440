#pragma once
// The answer where no service is: 404, with the list of what is served.

#include "front/router.h"

namespace faultcast::front {

/// `head` and `router` outlive it.
std::unique_ptr<Transaction> not_served(const http::RequestHead& head, const Router& router);

}  // namespace faultcast::front

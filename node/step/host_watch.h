// Ends the worker when its host is gone, also in the middle of a computation: a worker without a
// host holds rows that nobody asked for.
#pragma once

namespace passerelle::step {

// Starts a thread that ends this process as soon as nobody can write to `descriptor` any more.
// (A parent-death signal would follow the host's thread that started us, not the host.)
void end_with_host(int descriptor);

}  // namespace passerelle::step

"""PyTorch, eager, as a peer. See serve.py."""
import os, time
import torch
import serve, torch_models

torch.set_num_threads(os.cpu_count())


def parameters_of(model):
    """As Keras counts: running averages too; of an LSTM's two biases, whose sum alone counts, one."""
    kept = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    return sum(t.numel() for name, t in kept.items() if "bias_hh" not in name and "num_batches" not in name)


def make(name, batch, mode, steps, seconds):
    torch.manual_seed(0)
    if mode == "infer":
        model, x, _, _ = torch_models.build(name, batch)
        model.eval()

        def predict():
            with torch.inference_mode():
                return model(x)

        return serve.inference(parameters_of(model), {"eager, inference_mode": predict}, seconds)

    model, x, y, loss_of = torch_models.build(name, batch * steps)
    batches = list(zip(x.split(batch), y.split(batch)))
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def epoch():
        for x, y in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model(x), y)
            if hasattr(model, "penalty"):
                loss = loss + model.penalty()
            loss.backward()
            optimizer.step()

    return serve.training(parameters_of(model), "eager loop", epoch, steps)


def shortest(run):
    times = []
    for _ in range(12):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def rates():
    """Operations a second of square products, and bytes a second of a copy of 128 MB, read and written."""
    gemm = 0
    for size in (512, 1024, 2048):
        a, b, c = torch.rand(size, size), torch.rand(size, size), torch.empty(size, size)
        gemm = max(gemm, 2 * size**3 / shortest(lambda: torch.mm(a, b, out=c)))
    source, target = torch.ones(2**25), torch.empty(2**25)
    return {"gemm": gemm, "copy": 2 * 4 * 2**25 / shortest(lambda: target.copy_(source))}


if __name__ == "__main__":
    serve.serve(f"PyTorch {torch.__version__}", make, rates)

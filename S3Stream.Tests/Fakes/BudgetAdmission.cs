using S3Stream.Memory;

namespace S3Stream.Tests.Fakes;

/// <summary>What tests of memory do with a budget.</summary>
internal static class BudgetAdmission
{
    /// <summary>Opens an account and waits for its reserve, as a download does when it begins.</summary>
    /// <exception cref="TransferFailedException">As <see cref="BudgetAccount.EnsureReserveAsync"/>; then no account is left open.</exception>
    public static async ValueTask<BudgetAccount> OpenAccountAsync(this MemoryBudget budget, long reserve, CancellationToken cancellationToken)
    {
        BudgetAccount account = budget.OpenAccount(owner: null, "a transfer", pins: false);
        try
        {
            await account.EnsureReserveAsync(reserve, cancellationToken);
        }
        catch
        {
            account.Dispose();
            throw;
        }

        return account;
    }
}

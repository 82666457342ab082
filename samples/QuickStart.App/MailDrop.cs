namespace Orders;

/// <summary>Leaves messages in a folder, from which a mail server takes them.</summary>
public sealed class MailDrop(string folder)
{
    /// <summary>Writes one message.</summary>
    /// <returns>False when the folder cannot be written to.</returns>
    public async Task<bool> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Guid.NewGuid():N}.txt"), text, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
